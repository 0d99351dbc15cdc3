#[[Backquote: templates to the forms that build them (CLHS 2.4.6).

The reader puts a `Comma` where a comma stands; `expand` turns the template, once it is read,
into calls of LIST, LIST*, APPEND and, for vectors, VECTOR. The innermost backquote is expanded
first; commas that belong to an outer one are still in its expansion, and find their turn when
that is a template itself. All calls take any number of arguments, because what stands in one
of their places may be a splice of an outer backquote.]]

(import
  acllib.lisp.conses [Cons L lisp-list]
  acllib.lisp.symbols [Symbol cl])


(setv QUOTE (cl "QUOTE")
      LIST (cl "LIST")
      LIST-STAR (cl "LIST*")
      APPEND (cl "APPEND")
      APPLY (cl "APPLY")
      FUNCTION (cl "FUNCTION")
      VECTOR (cl "VECTOR"))


(defclass Comma []
  "A comma in a template: FORM, and whether its value is spliced in."
  (setv __slots__ #("form" "splice"))

  (defn __init__ [self form splice]
    (setv self.form form
          self.splice splice))

  (defn __repr__ [self]
    f"{(if self.splice ",@" ",")}{self.form !r}"))


(defn constant-p [template]
  "Return whether no comma is in TEMPLATE."
  (setv todo [template])
  (while todo
    (setv part (.pop todo))
    (while (is (type part) Cons)
      (when (in (type part.car) #(Cons Comma list))
        (.append todo part.car))
      (setv part part.cdr))
    (cond
      (is (type part) Comma) (return False)
      (is (type part) list) (.extend todo part)))
  True)


(defn quoted [object]
  "Return a form with the value OBJECT."
  (if (or (in (type object) #(Cons list))
          (and (is (type object) Symbol) (not object.constant)))
      (L QUOTE object)
      object))


(defn expand [template bad-splice]
  "Return the form that builds TEMPLATE; BAD-SPLICE is called where a splice has no list around it."
  (setv kind (type template))
  (cond
    (is kind Comma) (if template.splice (bad-splice) template.form)
    (constant-p template) (quoted template)
    (is kind list) (L APPLY (L FUNCTION VECTOR) (_list-form template None bad-splice))
    True (_cons-form template bad-splice)))


(defn _cons-form [template bad-splice]
  (setv elements []
        rest template)
  (while (is (type rest) Cons)
    (.append elements rest.car)
    (setv rest rest.cdr))
  (_list-form elements rest bad-splice))


(defn _list-form [elements tail bad-splice]
  "Return the form that makes a list of ELEMENTS, templates, with the template TAIL behind them."
  (setv parts [] ; forms whose values are appended
        run []) ; forms of single elements since the last splice
  (for [element elements]
    (if (and (is (type element) Comma) element.splice)
        (do
          (when run
            (.append parts (lisp-list [LIST #* run]))
            (setv run []))
          (.append parts element.form))
        (.append run (expand element bad-splice))))
  (when (is-not tail None)
    (setv end (expand tail bad-splice)))
  (cond
    (and run (is-not tail None)) (.append parts (lisp-list [LIST-STAR #* run end]))
    run (.append parts (lisp-list [LIST #* run]))
    (is-not tail None) (.append parts end)
    ;; A final splice is shared with the result, as APPEND does; a nested one needs the call.
    (and (= (len parts) 2) (is (type (get parts 0)) Cons) (is (. (get parts 0) car) LIST)
         (is-not (type (get parts 1)) Comma) (is (type (get elements -1)) Comma))
      (return (Cons LIST-STAR (_with-last (. (get parts 0) cdr) (get parts 1)))))
  (if (and (= (len parts) 1) (is-not (type (get parts 0)) Comma))
      (get parts 0)
      (Cons APPEND (lisp-list parts))))


(defn _with-last [list last]
  (lisp-list [#* list last]))
