"Evaluating Lisp text in tests: each row in a package of its own, so that none sees another's definitions."

(import
  itertools [count]
  acllib.lisp.compiler [evaluate-values]
  acllib.lisp.printer [prin1-to-string]
  acllib.lisp.reader [read-from-string]
  acllib.lisp.symbols [delete-package find-package make-package]
  acllib.lisp.variables [current-package]
  acllib.lisp.world)


(setv _numbers (count 1))


(defclass fresh-package []
  "Make a new package that uses COMMON-LISP and EXCL the current one for the body of a `with`."

  (defn __enter__ [self]
    (setv self.package (make-package f"ROW-{(next _numbers)}" []
                                     [(find-package "COMMON-LISP") (find-package "EXCL")])
          self.token (.bind current-package self.package))
    self.package)

  (defn __exit__ [self #* exception]
    (.unbind current-package self.token)
    (delete-package self.package)
    False))


(defn forms-of [text]
  "Return the values of each form in TEXT, as list of tuples, read and evaluated in turn."
  (setv found []
        position 0
        end (object))
  (while True
    (setv [form position] (read-from-string text position None False end))
    (when (is form end)
      (return found))
    (.append found (evaluate-values form))))


(defn printed [text [definitions ""]]
  "Return the values of the last form in TEXT, printed and joined by ` ; `; DEFINITIONS are evaluated before."
  (with [_ (fresh-package)]
    (forms-of definitions)
    (return (.join " ; " (map prin1-to-string (get (forms-of text) -1))))))


(defn raised [text [definitions ""]]
  "Return the exception that evaluating the forms in TEXT ends with, and its report; #(None None) without one."
  (with [_ (fresh-package)]
    (try
      (forms-of definitions)
      (forms-of text)
      (except [e Exception]
        (return #(e (str e))))))
  #(None None))


(defn check-error [text class- fragment [definitions ""]]
  "Assert that the forms in TEXT end with an error of CLASS- whose report contains FRAGMENT."
  (setv [condition report] (raised text definitions))
  (assert (isinstance condition class-))
  (assert (in fragment report)))
