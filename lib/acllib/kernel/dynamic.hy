#[[Dynamic variables, and the dynamic state of a process.

A dynamic variable has up to three values: the one bound in the running process, the one
of the process's realm, and the global one. Reading takes the first there is. A *realm* is a
separate space of global values, as two machines have; the lab gives each host one, so that
a page may set `s` on both of its hosts. Bindings live in context variables, the cheapest
per-thread storage there is (13 ns a read; thread-local attributes take 33).

The dynamic state holds what is neither variable nor local: handler clusters, restarts, catch
tags, queued interrupts. Other threads may hold a process's state (to wake it), so it is an
object of its own that a thread-local attribute points to.]]

(import
  collections [deque]
  contextvars [ContextVar]
  threading
  weakref [WeakKeyDictionary]
  acllib.kernel.constants [UNBOUND NO-BINDING])


;;; The state of a process

(defclass State []
  #[[What a process has besides variables.

  handlers   -- None or #(cluster outer): clusters of condition handlers, innermost first
  restarts   -- None or #(restart outer), innermost first
  tags       -- list of live catch tags, innermost last
  process    -- the process object, or None in a thread that Python started
  interrupts -- deque of #(function arguments) that wait to be run here
  delayed    -- int, how many `without-interrupts` are in force
  waker      -- function without arguments that ends the wait this process is in, or None
  wakeup     -- what `waiting` made for this thread to be woken by, or None
  depth      -- int, levels of the Lisp reader, printer or compiler that are active]]
  (setv __slots__ #("handlers" "restarts" "tags" "process" "interrupts" "delayed" "waker"
                    "wakeup" "depth" "__weakref__"))

  (defn __init__ [self [process None]]
    (setv self.handlers None
          self.restarts None
          self.tags []
          self.process process
          self.interrupts (deque)
          self.delayed 0
          self.waker None
          self.wakeup None
          self.depth 0)))


(setv _local (threading.local))


(defn current-state []
  "Return the dynamic state of the running thread, made at first use."
  (try
    (return _local.state)
    (except [AttributeError]
      (setv _local.state (State))
      (return _local.state))))


(defn set-current-state [state]
  "Make STATE the dynamic state of the running thread."
  (setv _local.state state))


;;; Variables

(defclass DynamicVariable []
  #[[A variable with a global value, and bindings per process and per realm.

  name          -- str, as Python writes it
  value         -- the global value, or UNBOUND
  local         -- the context variable with the binding of the running process
  realms        -- None, or weak dict of realm → value, for values set without a binding inside a
    realm; a realm is any object, and its values go with it
  inherited     -- true: a new process starts with its creator's binding
  check         -- None, or a function that takes a new value and returns the one to store;
                   it signals where the value will not do]]
  (setv __slots__ #("name" "documentation" "value" "local" "realms" "inherited" "check"
                    "__weakref__"))

  (defn __init__ [self name [value UNBOUND] [documentation None] * [inherited False] [check None]]
    (setv self.name name
          self.documentation documentation
          self.value value
          self.local (ContextVar name :default NO-BINDING)
          self.realms None
          self.inherited inherited
          self.check check))

  (defn __repr__ [self]
    f"<DynamicVariable {self.name}>")

  (defn peek [self]
    "Return the value seen by the running process, or UNBOUND."
    (setv value (.get self.local))
    (when (is value NO-BINDING)
      (setv value self.value)
      (when (is-not self.realms None)
        (setv place (.get realm.local))
        (when (is-not place NO-BINDING)
          (setv value (.get self.realms place value)))))
    value)

  (defn get [self]
    "Return the value seen by the running process; what `unbound` returns where there is none."
    (setv value (.peek self))
    (if (is value UNBOUND) (.unbound self) value))

  (defn unbound [self]
    "Raise NameError: the variable has no value. Lisp's variables signal and offer restarts."
    (raise (NameError f"the dynamic variable {self.name} has no value")))

  (defn set [self value]
    "Set the innermost binding of the running process, else the realm's value, else the global one."
    (when (is-not self.check None)
      (setv value (self.check value)))
    (cond
      (is-not (.get self.local) NO-BINDING) (.set self.local value)
      (is (.get realm.local) NO-BINDING) (setv self.value value)
      True (do
             (when (is self.realms None)
               (setv self.realms (WeakKeyDictionary)))
             (setv (get self.realms (.get realm.local)) value)))
    None)

  (defn bind [self value]
    "Bind the variable in the running process. Return the token that `unbind` takes."
    (when (is-not self.check None)
      (setv value (self.check value)))
    (.set self.local value))

  (defn unbind [self token]
    "End the binding that `bind` made."
    (.reset self.local token)))


;; The space of global values that the running process belongs to; unbound: the common one.
(setv realm (DynamicVariable "realm" None :inherited True))


;;; The variables of the core, by name

(setv variables {})


(defn define-variable [name value documentation * [inherited False] [check None]]
  "Make the dynamic variable NAME of the core, known to `binding`, and return it."
  (setv variable (DynamicVariable name value documentation :inherited inherited :check check)
        (get variables name) variable)
  variable)


(defclass binding []
  #[[Bind dynamic variables of the core for the body of a `with` statement.

  Arguments: keywords, a variable's name and its value: `with binding(ipv6=True):`.
  Raises: LookupError for a name that is no variable of the core.]]
  (setv __slots__ #("pairs" "tokens"))

  (defn __init__ [self #** values]
    (for [name values]
      (when (not-in name variables)
        (raise (LookupError f"{name} is not a dynamic variable; there are {(.join ", " (sorted variables))}"))))
    (setv self.pairs (lfor [name value] (.items values) #((get variables name) value))
          self.tokens []))

  (defn __enter__ [self]
    (for [[variable value] self.pairs]
      (.append self.tokens #(variable (.bind variable value))))
    self)

  (defn __exit__ [self #* exception]
    (while self.tokens
      (setv [variable token] (.pop self.tokens))
      (.unbind variable token))
    False))


(setv _inherited [realm])


(defn inherit [variable]
  "Make new processes start with their creator's binding of VARIABLE."
  (setv variable.inherited True)
  (when (not-in variable _inherited)
    (.append _inherited variable)))


(defn inherited-bindings []
  "Return the bindings a process made now inherits: list of #(variable value)."
  (setv candidates (+ _inherited (lfor v (.values variables) :if v.inherited v)))
  (lfor variable (dict.fromkeys candidates)
        :setv value (.get variable.local)
        :if (is-not value NO-BINDING)
        #(variable value)))
