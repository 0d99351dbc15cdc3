#[[Calling what a program hands over: function designators, tests and keys.

Library functions loop in Python and call the program's functions one by one, each call behind
a safepoint, so that an interrupt gets through. What a test answers is true unless it is nil.]]

(import
  acllib.kernel.constants [truth]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [type-error error ProgramError]
  acllib.lisp.arrays [LispString]
  acllib.lisp.equality [eq eql equal NUMBERS]
  acllib.lisp.image [symbol-function]
  acllib.lisp.symbols [symbol?])


(defn function-of [designator]
  "Return the function that a function or a symbol designates; signals undefined-function or type-error."
  (cond
    (symbol? designator) (symbol-function designator)
    (callable designator) designator
    True (type-error designator "FUNCTION")))


(defn key-function [designator]
  "Return the function of a `:key` argument, or None for nil and `identity`."
  (if (is designator None)
      None
      (do
        (setv function (function-of designator))
        (if (getattr function "is_identity" False) None function))))


(defn satisfier [predicate [key None] [wanted True]]
  #[[Return a Python predicate of an element.

  Arguments: predicate, key -- function designators; wanted -- false: the opposite.]]
  (setv predicate (function-of predicate)
        key (key-function key))
  (cond
    (is key None) (fn [element]
                    (when pending (run-pending))
                    (is (truth (predicate element)) wanted))
    True (fn [element]
           (when pending (run-pending))
           (is (truth (predicate (key element))) wanted))))


(defn matcher [item [test None] [test-not None] [key None]]
  #[[Return a Python predicate that tells whether an element satisfies the test with ITEM.

  The test gets ITEM first, then what the key answers of the element (CLHS 17.2.1).]]
  (setv key (key-function key))
  (when (and (is-not test None) (is-not test-not None))
    (error (ProgramError :format-control "Both :TEST and :TEST-NOT were given.")))
  (when (is-not test-not None)
    (setv opposite (function-of test-not))
    (return (_keyed (fn [element]
                      (when pending (run-pending))
                      (not (truth (opposite item element))))
                    key)))
  (setv test (if (is test None) eql (function-of test)))
  (_keyed (if (or (is test eql) (is test eq)) (same-as item) (_tester test item)) key))


(defn _keyed [accepts key]
  (if (is key None)
      accepts
      (fn [element]
        (when pending (run-pending))
        (accepts (key element)))))


(defn same-as [item]
  "Return a Python predicate: is an element eql to ITEM?"
  (setv kind (type item))
  (cond
    (is kind int) (fn [element] (and (is (type element) int) (= element item)))
    (in kind NUMBERS) (fn [element] (is-not (eql item element) None))
    True (fn [element] (is element item))))


(defn _tester [test item]
  (cond
    (and (is test equal) (or (is (type item) str) (is (type item) LispString)))
      (do
        (setv text (str item))
        (fn [element]
          (and (or (is (type element) str) (is (type element) LispString)) (= (str element) text))))
    (is test equal)
      (fn [element] (is-not (equal item element) None))
    True
      (fn [element]
        (when pending (run-pending))
        (truth (test item element)))))


(defn pair-test [[test None] [test-not None] [key None]]
  #[[Return a Python predicate of two elements, both seen through the key.

  The function carries `plain`: the key function that makes a Python dictionary key of what the
  test compares, or None where the test is no standard one.]]
  (setv key (key-function key))
  (when (and (is-not test None) (is-not test-not None))
    (error (ProgramError :format-control "Both :TEST and :TEST-NOT were given.")))
  (if (is-not test-not None)
      (setv function (function-of test-not)
            wanted False)
      (setv function (if (is test None) eql (function-of test))
            wanted True))
  (if (is key None)
      (fn [a b]
        (when pending (run-pending))
        (is (truth (function a b)) wanted))
      (fn [a b]
        (when pending (run-pending))
        (is (truth (function (key a) (key b))) wanted))))
