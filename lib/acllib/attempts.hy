#[[Second attempts: what can be chosen when a socket could not be made.

The restarts stand while the maker runs, so that a handler, or a person in a break level, may have
another port or host tried in place of the one that refused.]]

(import
  acllib.arguments [BadArgument]
  acllib.conditions [SocketError]
  acllib.kernel.signalling [ask call-with-late-clauses]
  acllib.names [UnknownHost UnknownService])


;; What an attempt may fail with so that another makes sense.
(setv FAILURES #(SocketError UnknownHost UnknownService BadArgument))

;; Keyword of the argument → name of the restart and what it is to be replaced by. With both ends given, those of
;; the local end are called `use-local-port` and so on.
(setv REPLACEMENTS [
  #("remote_port"     "use-port"     "port")
  #("remote_host"     "use-host"     "host")
  #("remote_filename" "use-filename" "file")
  #("local_port"      "use-port"     "port")
  #("local_host"      "use-host"     "host")
  #("local_filename"  "use-filename" "file")])


(defn attempt [maker given]
  #[[Return what MAKER returns for the dict GIVEN; offer to try anew, with something else in it, or to do without.

  Restarts: try-again; use-port, use-host, use-filename, of the new one, where GIVEN has an old one, and
    use-local-port, use-local-host, use-local-filename, where it has two; return-nil, which has None returned.]]
  (while True
    (setv [socket given] (call-with-late-clauses (fn [] #((maker given) None)) (fn [] (clauses given))))
    (when (is given None)
      (return socket))))


(defn clauses [given]
  "Return the clauses of the restarts for an attempt with GIVEN; the function of each returns #(socket arguments)."
  (setv offered [#("try-again" "Try to make the socket again." (fn [] #(None given)) None failed?)]
        taken (set))
  (for [[keyword name what] REPLACEMENTS]
    (when (in keyword given)
      (when (in name taken)
        (setv name (.replace name "use-" "use-local-")
              what f"local {what}"))
      (.add taken name)
      (.append offered (replacement given keyword name what))))
  (.append offered #("return-nil" "Return nil, no socket." (fn [] #(None None)) None failed?))
  offered)


(defn replacement [given keyword name what]
  "Return the clause of the restart NAME, which has GIVEN tried with another value of KEYWORD: another WHAT."
  #(name f"Try another {what}."
    (fn [value] #(None {#** given  keyword value}))
    (fn [] [(ask f"enter an expression which will evaluate to the {what}: ")])
    failed?))


(defn failed? [condition]
  "Return whether CONDITION, or any (None), is one that an attempt ends with."
  (or (is condition None) (isinstance condition FAILURES)))
