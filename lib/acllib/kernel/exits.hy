#[[Non-local exits: what carries control out of frames that are not to go on.

An `Exit` is the target of exits from closures to one run of a block, a `Catch` that of one
run of a `catch`. Both are looked up before anything is unwound: an exit whose target is gone,
or belongs to another process, is an error at the place that asks for it.]]

(import
  acllib.kernel.dynamic [current-state])


(defclass NonLocalExit [BaseException]
  #[[Unwinds to TARGET, an object that only the receiving frame knows.

  value -- what the receiver is to have: a tuple of all values, for Lisp's constructs]]

  (defn __init__ [self target [value None]]
    (setv self.target target
          self.value value)))


(defclass Exit []
  "The target of exits from closures, while LIVE, in the process of STATE."
  (setv __slots__ #("live" "state"))

  (defn __init__ [self]
    (setv self.live True
          self.state (current-state))))


(defclass Catch []
  "A catch of TAG that is active."
  (setv __slots__ #("tag"))

  (defn __init__ [self tag]
    (setv self.tag tag)))


(defn enter-catch [tag]
  "Make a catch of TAG active in the running process, and return the Catch."
  (setv made (Catch tag))
  (.append (. (current-state) tags) made)
  made)


(defn leave-catch [made]
  "End the activity of a Catch and of all inside it."
  (setv tags (. (current-state) tags))
  (while (is-not (.pop tags) made)))


(defn find-catch [tag]
  "Return the innermost active Catch of TAG, compared as `eq` does, or None."
  (for [made (reversed (. (current-state) tags))]
    (when (or (is made.tag tag)
              (and (is (type tag) int) (is (type made.tag) int) (= made.tag tag)))
      (return made)))
  None)
