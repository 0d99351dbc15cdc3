"Random numbers and their states. Source: CLHS 12.2, function RANDOM."

(import
  random [Random]
  acllib.kernel.signalling [type-error]
  acllib.lisp.classes [defined-class]
  acllib.lisp.definitions [lisp]
  acllib.lisp.variables)


(defclass RandomState []
  "A source of random numbers. Slot: generator, a Random."
  (setv __slots__ #("generator"))

  (defn __init__ [self [seed None]]
    (setv self.generator (Random seed)))

  (defn copy [self]
    "Return a state that will go on as this one."
    (setv made (RandomState 0))
    (.setstate made.generator (.getstate self.generator))
    made))


(defined-class "RANDOM-STATE" RandomState)

;; Every image starts with the same state, so that a page with random numbers can be replayed.
(.set acllib.lisp.variables.random-state (RandomState 0))


(defn [(lisp "RANDOM")] random [limit [state None]]
  "Return a random number from 0 up to, but not including, LIMIT: a positive integer or float."
  (setv state (_state state))
  (cond
    (and (is (type limit) int) (> limit 0)) (.randrange state.generator limit)
    (and (is (type limit) float) (> limit 0.0)) (* limit (.random state.generator))
    True (type-error limit "(OR (INTEGER (0)) (FLOAT (0.0)))")))


(defn _state [given]
  (setv state (if (is given None) (.get acllib.lisp.variables.random-state) given))
  (if (is (type state) RandomState) state (type-error state "RANDOM-STATE")))


(defn [(lisp "MAKE-RANDOM-STATE")] make-random-state [[state None]]
  "Return a copy of STATE, of the current state for nil, a fresh one for t."
  (if (is state True) (RandomState) (.copy (_state state))))


(defn [(lisp "RANDOM-STATE-P")] random-state-p [object]
  "Return t if OBJECT is a random state."
  (if (is (type object) RandomState) True None))
