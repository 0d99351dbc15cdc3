#[[Functions on conses and lists: taking apart, building, copying, mapping, property lists.

Searching and lists as sets are in `list_search.hy`, substitution in trees in `trees.hy`;
functions that take any sequence are in the `sequences` files. Source: CLHS 14.]]

(import
  itertools [product]
  acllib.kernel.interrupts [pending run-pending]
  acllib.kernel.signalling [error type-error WrongType]
  acllib.lisp.calling [function-of]
  acllib.lisp.conses [Cons lisp-list items]
  acllib.lisp.definitions [lisp setf]
  acllib.lisp.equality [eq eql]
  acllib.lisp.symbols [cl])


;;; Car and cdr

(defn not-listp [part object]
  "Signal that PART (\"car\" or \"cdr\") can't be taken of OBJECT. Returns: never."
  (error (WrongType :datum object :expected-type (cl "LIST")
                          :format-control "Attempt to take the ~a of ~s which is not listp."
                          :format-arguments (lisp-list [part object]))))


(defn [(lisp "CAR" "FIRST")] car [list]
  "Return the first element of LIST, nil of nil."
  (cond
    (is (type list) Cons) list.car
    (is list None) None
    True (not-listp "car" list)))


(defn [(lisp "CDR" "REST")] cdr [list]
  "Return LIST without its first element, nil of nil."
  (cond
    (is (type list) Cons) list.cdr
    (is list None) None
    True (not-listp "cdr" list)))


(defn _place [cons part]
  (if (is (type cons) Cons)
      cons
      (error (WrongType :datum cons :expected-type (cl "CONS")
                              :format-control "Attempt to set the ~a of ~s which is not a cons."
                              :format-arguments (lisp-list [part cons])))))


(defn [(lisp (setf "CAR") (setf "FIRST"))] set-car [value cons]
  "Store VALUE in the car of CONS."
  (setv (. (_place cons "car") car) value)
  value)


(defn [(lisp (setf "CDR") (setf "REST"))] set-cdr [value cons]
  "Store VALUE in the cdr of CONS."
  (setv (. (_place cons "cdr") cdr) value)
  value)


(defn [(lisp "RPLACA")] rplaca [cons value]
  "Store VALUE in the car of CONS and return CONS."
  (set-car value cons)
  cons)


(defn [(lisp "RPLACD")] rplacd [cons value]
  "Store VALUE in the cdr of CONS and return CONS."
  (set-cdr value cons)
  cons)


(defn _define-composition [letters]
  "Define c…r and its setf function: LETTERS is a str of a and d, applied from the right."
  (setv steps (lfor letter (reversed letters) (if (= letter "a") car cdr))
        inner (cut steps None -1)
        store (if (= (get letters 0) "a") set-car set-cdr)
        name f"C{(.upper letters)}R")
  (defn access [list]
    (for [step steps]
      (setv list (step list)))
    list)
  (defn set-access [value list]
    (for [step inner]
      (setv list (step list)))
    (store value list))
  (setv access.__name__ (.lower name)
        access.__doc__ f"Return the {(.join " of the " (gfor l letters (if (= l "a") "car" "cdr")))} of LIST.")
  ((lisp name) access)
  ((lisp (setf name)) set-access))


(for [_n [2 3 4] _letters (product "ad" :repeat _n)]
  (_define-composition (.join "" _letters)))


(defn _index [n]
  (if (and (is (type n) int) (>= n 0)) n (type-error n "UNSIGNED-BYTE")))


(defn [(lisp "NTHCDR")] nthcdr [n list]
  "Return what N cdrs of LIST leave."
  (_index n)
  (while (and (> n 0) (is-not list None))
    (setv list (cdr list))
    (-= n 1)
    (when pending
      (run-pending)))
  list)


(defn [(lisp "NTH")] nth [n list]
  "Return element N of LIST, nil behind its end."
  (car (nthcdr n list)))


(defn [(lisp (setf "NTH"))] set-nth [value n list]
  "Store VALUE as element N of LIST."
  (set-car value (nthcdr n list)))


(defn _define-ordinal [name n]
  (defn access [list] (nth n list))
  (defn set-access [value list] (set-nth value n list))
  (setv access.__name__ (.lower name)
        access.__doc__ f"Return the {(.lower name)} element of LIST, nil behind its end.")
  ((lisp name) access)
  ((lisp (setf name)) set-access))


(for [[_n _name] (enumerate ["SECOND" "THIRD" "FOURTH" "FIFTH" "SIXTH" "SEVENTH" "EIGHTH" "NINTH" "TENTH"] 1)]
  (_define-ordinal _name _n))


;;; Building

(defn [(lisp "CONS")] cons [car cdr]
  "Return a new cons."
  (Cons car cdr))


(defn [(lisp "LIST")] list- [#* objects]
  "Return a new list of OBJECTS."
  (lisp-list objects))


(defn [(lisp "LIST*")] list-star [object #* objects]
  "Return a new list of the arguments, the last of which is its last cdr."
  (if objects
      (Cons object (lisp-list (cut objects None -1) (get objects -1)))
      object))


(defn [(lisp "MAKE-LIST")] make-list [size * [initial-element None]]
  "Return a list of SIZE elements."
  (lisp-list (* [initial-element] (_index size))))


(defn _end [list]
  "Signal type-error if what is left of a list that was gone through is no end of a list."
  (when (is-not list None)
    (type-error list "LIST")))


(defn [(lisp "APPEND")] append [#* lists]
  "Return the concatenation of LISTS; the last one, which may be any object, is shared."
  (when (not lists)
    (return None))
  (setv head (Cons None None)
        last head)
  (for [list (cut lists None -1)]
    (while (is (type list) Cons)
      (setv last.cdr (Cons list.car None)
            last last.cdr
            list list.cdr)
      (when pending
        (run-pending)))
    (_end list))
  (setv last.cdr (get lists -1))
  head.cdr)


(defn [(lisp "NCONC")] nconc [#* lists]
  "Return the concatenation of LISTS, made by changing the last cdr of each but the last."
  (setv found None
        before None)
  (for [list- (cut lists None -1)]
    (when (is-not list- None)
      (when (is-not (type list-) Cons)
        (type-error list- "LIST"))
      (if (is before None)
          (setv found list-)
          (setv (. (_last-cons before) cdr) list-))
      (setv before list-)))
  (when (not lists)
    (return None))
  (when (is before None)
    (return (get lists -1)))
  (setv (. (_last-cons before) cdr) (get lists -1))
  found)


(defn _last-cons [list]
  (while (is (type list.cdr) Cons)
    (setv list list.cdr)
    (when pending
      (run-pending)))
  list)


(defn [(lisp "REVAPPEND")] revappend [list tail]
  "Return LIST reversed, followed by TAIL."
  (for [object (items list)]
    (setv tail (Cons object tail)))
  tail)


(defn [(lisp "NRECONC")] nreconc [list tail]
  "Return LIST reversed, followed by TAIL, made of the conses of LIST."
  (items list)
  (while (is-not list None)
    (setv following list.cdr
          list.cdr tail
          tail list
          list following))
  tail)


(defn [(lisp "ACONS")] acons [key value alist]
  "Return ALIST with the pair of KEY and VALUE in front."
  (Cons (Cons key value) alist))


(defn [(lisp "PAIRLIS")] pairlis [keys values [alist None]]
  "Return ALIST with the pairs of KEYS and VALUES in front."
  (setv keys (items keys)
        values (items values))
  (when (!= (len keys) (len values))
    (error (WrongType :datum (lisp-list values) :expected-type (cl "LIST")
                            :format-control "The lists of keys and data are of unequal length.")))
  (lisp-list (lfor [k v] (zip keys values) (Cons k v)) alist))


;;; Copying

(defn _spine [list]
  "Return the elements of LIST as a Python list and what its last cdr holds."
  (setv found [])
  (while (is (type list) Cons)
    (.append found list.car)
    (setv list list.cdr)
    (when pending (run-pending)))
  #(found list))


(defn _list [object]
  (if (or (is object None) (is (type object) Cons)) object (type-error object "LIST")))


(defn [(lisp "COPY-LIST")] copy-list [list]
  "Return a copy of LIST; its last cdr may be any object."
  (setv [found tail] (_spine (_list list)))
  (lisp-list found tail))


(defn [(lisp "COPY-ALIST")] copy-alist [alist]
  "Return a copy of ALIST with its pairs copied."
  (lisp-list (lfor pair (items alist) (if (is (type pair) Cons) (Cons pair.car pair.cdr) pair))))


(defn [(lisp "COPY-TREE")] copy-tree [tree]
  "Return a copy of the conses of TREE."
  (when (is-not (type tree) Cons)
    (return tree))
  (setv [found tail] (_spine tree))
  (lisp-list (lfor object found (if (is (type object) Cons) (copy-tree object) object)) tail))


;;; Ends

(defn [(lisp "ENDP")] endp [list]
  "Return t for the empty list, nil for a cons; signals for other objects."
  (if (is (_list list) None) True None))


(defn [(lisp "LIST-LENGTH")] list-length [list]
  "Return the length of LIST, nil if it is circular."
  (setv slow (_list list)
        count 0)
  (while (is-not list None)
    (setv list (cdr list)
          count (+ count 1))
    (when (= (% count 2) 0)
      (setv slow slow.cdr)
      (when (and (is slow list) (is-not list None))
        (return None))))
  count)


(defn [(lisp "LAST")] last [list [n 1]]
  "Return the last N conses of LIST."
  (_list list)
  (_index n)
  (setv ahead list)
  (for [_ (range n)]
    (when (is-not (type ahead) Cons)
      (return list))
    (setv ahead ahead.cdr))
  (while (is (type ahead) Cons)
    (setv ahead ahead.cdr
          list list.cdr)
    (when pending (run-pending)))
  list)


(defn [(lisp "BUTLAST")] butlast [list [n 1]]
  "Return a copy of LIST without its last N conses."
  (setv [found _] (_spine (_list list)))
  (_index n)
  (lisp-list (cut found (max 0 (- (len found) n)))))


(defn [(lisp "NBUTLAST")] nbutlast [list [n 1]]
  "Cut the last N conses off LIST and return it."
  (setv size (- (len (get (_spine (_list list)) 0)) (_index n)))
  (when (<= size 0)
    (return None))
  (setv (. (nthcdr (- size 1) list) cdr) None)
  list)


(defn [(lisp "LDIFF")] ldiff [list object]
  "Return a copy of the part of LIST before the tail that OBJECT is."
  (setv found []
        rest (_list list))
  (while (is (type rest) Cons)
    (when (is rest object)
      (return (lisp-list found)))
    (.append found rest.car)
    (setv rest rest.cdr)
    (when pending (run-pending)))
  (lisp-list found (if (is (eql rest object) None) rest None)))


(defn [(lisp "TAILP")] tailp [object list]
  "Return t if OBJECT is one of the tails of LIST."
  (_list list)
  (while (is (type list) Cons)
    (when (is list object)
      (return True))
    (setv list list.cdr)
    (when pending (run-pending)))
  (eql list object))


;;; Mapping

(defn rows [lists]
  "Yield the tuples of the elements at the same place of each of LISTS, as long as all have one."
  (setv rests (list (map _list lists)))
  (while (all (gfor r rests (is-not r None)))
    (when pending (run-pending))
    (yield (tuple (gfor r rests (car r))))
    (setv rests (lfor r rests (cdr r)))))


(defn _tails [lists]
  "Yield the tuples of the successive tails of LISTS."
  (setv rests (list (map _list lists)))
  (while (all (gfor r rests (is (type r) Cons)))
    (when pending (run-pending))
    (yield (tuple rests))
    (setv rests (lfor r rests r.cdr))))


(defn [(lisp "MAPCAR")] mapcar [function list #* lists]
  "Return the list of what FUNCTION returns for the elements of the lists, place by place."
  (setv function (function-of function))
  (when lists
    (return (lisp-list (lfor row (rows #(list #* lists)) (function #* row)))))
  (setv head (Cons None None)
        last head)
  (while (is (type list) Cons)
    (when pending
      (run-pending))
    (setv last.cdr (Cons (function list.car) None)
          last last.cdr
          list list.cdr))
  (_end list)
  head.cdr)


(defn [(lisp "MAPC")] mapc [function list #* lists]
  "Call FUNCTION for the elements of the lists, place by place. Return the first list."
  (setv function (function-of function)
        rest list)
  (if lists
      (for [row (rows #(list #* lists))]
        (function #* row))
      (while (is (type rest) Cons)
        (when pending
          (run-pending))
        (function rest.car)
        (setv rest rest.cdr)))
  (when (not lists)
    (_end rest))
  list)


(defn [(lisp "MAPCAN")] mapcan [function list #* lists]
  "Return the `nconc` of what FUNCTION returns for the elements of the lists."
  (setv function (function-of function))
  (nconc #* (lfor row (rows #(list #* lists)) (function #* row))))


(defn [(lisp "MAPLIST")] maplist [function list #* lists]
  "Return the list of what FUNCTION returns for the successive tails of the lists."
  (setv function (function-of function))
  (lisp-list (lfor row (_tails #(list #* lists)) (function #* row))))


(defn [(lisp "MAPL")] mapl [function list #* lists]
  "Call FUNCTION for the successive tails of the lists. Return the first list."
  (setv function (function-of function))
  (for [row (_tails #(list #* lists))]
    (function #* row))
  list)


(defn [(lisp "MAPCON")] mapcon [function list #* lists]
  "Return the `nconc` of what FUNCTION returns for the successive tails of the lists."
  (setv function (function-of function))
  (nconc #* (lfor row (_tails #(list #* lists)) (function #* row))))


;;; Property lists

(defn _property-cons [plist indicator]
  "Return the cons of PLIST whose car is INDICATOR, or None."
  (setv rest (_list plist))
  (while (is-not rest None)
    (when (or (is-not (type rest) Cons) (is-not (type rest.cdr) Cons))
      (bad-plist plist rest))
    (when (is-not (eq rest.car indicator) None)
      (return rest))
    (setv rest rest.cdr.cdr))
  None)


(defn bad-plist [plist rest]
  "Signal that PLIST is no property list: what is wrong is in REST, a tail of it. Returns: never."
  (setv end (if (is (type rest) Cons) rest.cdr rest))
  (error (WrongType :datum end :expected-type (cl (if (is end None) "CONS" "LIST"))
                          :format-control "~s is not a property list: its length is odd."
                          :format-arguments (lisp-list [plist]))))


(defn [(lisp "GETF")] getf [plist indicator [default None]]
  "Return the value PLIST has for INDICATOR, else DEFAULT."
  (setv found (_property-cons plist indicator))
  (if (is found None) default found.cdr.car))


(defn [(lisp "%PUTF" :package "SYSTEM")] put-property [plist indicator value]
  "Return PLIST with VALUE for INDICATOR: stored into it, or put in front."
  (setv found (_property-cons plist indicator))
  (if (is found None)
      (Cons indicator (Cons value plist))
      (do
        (setv found.cdr.car value)
        plist)))


(defn [(lisp "%REMF" :package "SYSTEM" :values True)] remove-property [plist indicator]
  "Return PLIST, changed, without its first pair of INDICATOR, and t if there was one."
  (setv found (_property-cons plist indicator)
        before plist)
  (when (is found None)
    (return #(plist None)))
  (when (is found plist)
    (return #(found.cdr.cdr True)))
  (while (is-not before.cdr.cdr found)
    (setv before before.cdr.cdr))
  (setv before.cdr.cdr found.cdr.cdr)
  #(plist True))


(defn [(lisp "GET-PROPERTIES" :values True)] get-properties [plist indicators]
  "Return the first indicator of PLIST that is among INDICATORS, its value, and the tail at it."
  (setv wanted (items indicators)
        rest (_list plist))
  (while (is-not rest None)
    (when (or (is-not (type rest) Cons) (is-not (type rest.cdr) Cons))
      (bad-plist plist rest))
    (when (any (gfor w wanted (is-not (eq w rest.car) None)))
      (return #(rest.car rest.cdr.car rest)))
    (setv rest rest.cdr.cdr))
  #(None None None))
