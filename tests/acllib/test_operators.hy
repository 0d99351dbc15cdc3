"The table of operators: how rows are read. That every row is true to its function is tests/test_exports.py's."

(import
  pytest
  acllib.operators [Parameter Row python-names resolve row-named rows-of ROWS])


(setv PARAMETERS [
  ; text                       kind        name      python    default   choices                   function
  #("sock"                     "required"  "sock"    "sock"    None      #()                       False)
  #("remote-host"              "key"       "remote-host" "remote_host" None #()                    False)
  #("errorp=t"                 "key"       "errorp"  "errorp"  "t"       #()                       False)
  #("type=:stream|:datagram"   "key"       "type"    "type"    ":stream" #(":stream" ":datagram")  False)
  #("function()"               "required"  "function" "function" None    #()                       True)
  #("class>process_class"      "key"       "class"   "process_class" None #()                      False)])


(defn [(pytest.mark.parametrize #("text" "kind" "name" "python" "default" "choices" "function") PARAMETERS)]
  test-parameter [text kind name python default choices function]
  (setv parameter (Parameter text kind))
  (assert (= #(parameter.name parameter.python-name parameter.kind parameter.default parameter.choices parameter.function)
             #(name python kind default choices function))))


(setv RESULTS [
  ; text                    results                              several
  #(""                      []                                   False)
  #("stream"                [#("stream" None)]                   False)
  #("family:keyword"        [#("family" "keyword")]              False)
  #("buffer octets host"    [#("buffer" None) #("octets" None) #("host" None)] True)
  #("?text"                 [#("text" None)]                     "maybe")
  #("+element foundp"       [#("element" None) #("foundp" None)] "mv")])


(defn [(pytest.mark.parametrize #("text" "results" "several") RESULTS)]
  test-results [text results several]
  (setv row (Row "function" "x" "excl" "operators:resolve" "" text "" ""))
  (assert (= (lfor r row.results #(r.name r.type)) results))
  (assert (= row.several several)))


(defn test-rows-are-found []
  (assert (= (. (row-named "make-socket") packages) #("acl-socket")))
  (assert (= (. (row-named "make-socket" "acl-socket") python-name) "make_socket"))
  (assert (is (row-named "make-socket" "mp") None))
  (assert (in (row-named "with-timeout") (rows-of "sys")))
  (assert (in (row-named "with-timeout") (rows-of "mp")))
  (assert (is (row-named "no-such-operator") None)))


(defn test-names-are-unique-in-a-package []
  (for [package #("acl-socket" "excl" "mp" "sys")]
    (setv names (lfor row (rows-of package) #(row.name (in row.kind #("class" "condition")))))
    (assert (= (len names) (len (set names))))))


(defn test-each-has-its-documentation []
  (for [row ROWS]
    (assert (.endswith row.documentation ".") row)
    (assert row.section row)))


(defn test-lambda-list-of-process-run-function []
  (setv row (row-named "process-run-function"))
  (assert (= (lfor p row.parameters #(p.name p.kind)) [#("name-or-options" "required") #("function" "required") #("args" "rest")]))
  (assert row.functions))


(defn test-resolve []
  (assert (is (resolve "operators:resolve") resolve))
  (assert (in "make_socket" (python-names))))
