"Generic functions: which method is called, and that what is remembered of it stays true."

(import
  pytest
  acllib.kernel.generic [Eql GenericFunction Method NoApplicableMethod defgeneric]
  acllib.kernel.signalling [ProgramError])


(defclass A [])
(defclass B [A])


(defn generic [#* rows]
  "Return a generic function whose methods return their names; rows are #(name specializers [qualifiers])."
  (setv made (GenericFunction "g"))
  (for [[name specializers] rows]
    (.add-method made (Method specializers (fn [#* arguments [name name]] name))))
  made)


(setv CALLS [
  ; methods                                               arguments      the method called
  #([#("a" [A]) #("b" [B])]                               #((A))         "a")
  #([#("a" [A]) #("b" [B])]                               #((B))         "b")
  #([#("a" [A])]                                          #((B) 1 2 3)   "a")
  #([#("any" []) #("b" [B])]                              #(1)           "any")
  #([#("aa" [A A]) #("ab" [A B]) #("ba" [B A])]           #((A) (A))     "aa")
  #([#("aa" [A A]) #("ab" [A B]) #("ba" [B A])]           #((A) (B))     "ab")
  #([#("aa" [A A]) #("ab" [A B]) #("ba" [B A])]           #((B) (B) 1)   "ba")
  #([#("any" [object]) #("1" [object int])]               #(1 2)         "1")
  #([#("third" [object object A]) #("any" [])]            #(1 2 (A))     "third")
  #([#("third" [object object A]) #("any" [])]            #(1 2 3)       "any")
  #([#("one" [(Eql 1)]) #("any" [object])]                #(1)           "one")
  #([#("one" [(Eql 1)]) #("any" [object])]                #(2)           "any")
  #([#("11" [(Eql 1) (Eql 1)]) #("any" [])]               #(1 1)         "11")
  #([#("11" [(Eql 1) (Eql 1)]) #("any" [])]               #(1 2)         "any")
  #([#("11" [(Eql 1) (Eql 1)]) #("any" [])]               #(2 1)         "any")])


(defn [(pytest.mark.parametrize #("methods" "arguments" "called") CALLS)]
  test-the-method-that-fits-best [methods arguments called]
  (setv g (generic #* methods))
  (for [_ (range 3)]                    ; computed, then remembered
    (assert (= (g #* arguments) called))
    (assert (= (.mv g #* arguments) #(called)))))


(defn test-equal-specializers-are-kept-apart []
  (setv g (generic #("11" [(Eql 1) (Eql 1)]) #("any" [])))
  (assert (= [(g 1 1) (g 1 2) (g 2 1) (g 1 1) (g 2 2)] ["11" "any" "any" "11" "any"])))


(defn test-a-new-method-counts-at-once []
  (setv g (generic #("a" [A]))
        b (Method [B] (fn [#* _] "b"))
        second (Method [A A] (fn [#* _] "second")))
  (assert (= (g (B)) "a"))
  (.add-method g b)
  (assert (= (g (B)) "b"))
  (.add-method g second)
  (assert (= (g (A) (A)) "second"))
  (.remove-method g second)
  (assert (= (g (A) (A)) "a"))
  (.remove-method g b)
  (assert (= (g (B)) "a")))


(defn test-calls-that-fit-nothing []
  (setv one (generic #("a" [A]))
        two (generic #("aa" [A A])))
  (with [_ (pytest.raises NoApplicableMethod)] (one 1))
  (with [_ (pytest.raises NoApplicableMethod)] (two (A) 1))
  (for [[function #* arguments] [#(one) #(two) #(two (A))]]
    (with [_ (pytest.raises ProgramError)] (function #* arguments))))


(defn test-generics-of-the-core-take-keywords []
  (defn [defgeneric] area [shape * [scale 1]] "Return the area." None)
  (defn [(.method area A)] _ [shape * [scale 1]] (* 2 scale))
  (for [_ (range 2)]
    (assert (= (area (A)) 2))
    (assert (= (area (B) :scale 3) 6)))
  (with [_ (pytest.raises NoApplicableMethod)] (area 1 :scale 3))
  (with [_ (pytest.raises ProgramError)] (area)))


(defn test-generics-of-the-core-are-documented []
  (defn [defgeneric] area [shape] "Return the area." None)
  (assert (= area.__doc__ "Return the area."))
  (with [_ (pytest.raises TypeError :match "nameless has no documentation")]
    (defn [defgeneric] nameless [shape] "A body of one string is no docstring.")))
