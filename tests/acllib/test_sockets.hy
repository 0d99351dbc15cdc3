"Stream sockets: accepting, accessors, shutdown, closing while others wait."

(import
  socket :as os-socket
  struct
  pytest
  acllib.arguments [BadArgument MissingArgument]
  acllib.conditions [clear-simulations simulate EndOfFile SocketError StreamClosedError]
  acllib.kernel.generic [NoApplicableMethod]
  acllib.making [make-socket]
  acllib.processes [process-interrupt process-run-function]
  acllib.processviews [process-whostate]
  acllib.processwaits [process-wait-with-timeout]
  acllib.sockets [Socket accept-connection ipv6 local-filename local-host local-port
                  remote-filename remote-host remote-port set-socket-format shutdown
                  socket-address-family socket-connect socket-control socket-format socket-os-fd
                  socket-type]
  acllib.streambase [Stream]
  acllib.timeouts [call-with-timeout])


(defn [pytest.fixture] door []
  (with [door (make-socket :connect "passive" :local-host "127.1")]
    (yield door)))


(defn [pytest.fixture] pair [door]
  (with [client (make-socket :remote-host "127.1" :remote-port (local-port door))
         server (accept-connection door)]
    (yield #(client server))))


(defn in-process [function]
  "Run FUNCTION in a process, bounded; return the process once it waits for something."
  (setv process (process-run-function "tested" call-with-timeout 10 function (fn [] "too late")))
  (assert (process-wait-with-timeout "it waits" 5 (fn [] (or process.whostate (not process.alive)))))
  process)


(defn outcome [process]
  "Return the class name of the condition that ended PROCESS, or what it returned."
  (assert (.join process 5))
  (if (is process.failure None) process.result (. process failure __class__ __name__)))


(defn report [function]
  "Return a function that returns the name of the condition FUNCTION signals, or its value."
  (fn []
    (try
      (function)
      (except [e Exception]
        (. e __class__ __name__)))))


;;; Classes and accessors

(setv ACCESSORS [local-host local-port remote-host remote-port local-filename remote-filename
                 socket-address-family socket-connect socket-format socket-type ipv6 socket-os-fd])


(defn fitting [socket]
  (sfor accessor ACCESSORS
        :if (not (isinstance (try (accessor socket) (except [e NoApplicableMethod] e)) NoApplicableMethod))
        accessor.__name__))


(setv INTERNET #{"local_host" "local_port" "ipv6"}
      ALL #{"socket_address_family" "socket_connect" "socket_format" "socket_type" "socket_os_fd"})


(defn test-accessors-fit [door pair tmp-path]
  (assert (= (fitting door) (| ALL INTERNET)))
  (for [stream pair]
    (assert (= (fitting stream) (| ALL INTERNET #{"remote_host" "remote_port"}))))
  (with [packets (make-socket :type "datagram" :local-host "127.1")]
    (assert (= (fitting packets) (| ALL INTERNET #{"remote_host" "remote_port"}))))
  (setv name (str (/ tmp-path "s")))
  (with [door (make-socket :address-family "file" :connect "passive" :local-filename name)
         client (make-socket :address-family "file" :remote-filename name)]
    (assert (= (fitting door) (| ALL #{"local_filename"})))
    (assert (= (fitting client) (| ALL #{"local_filename" "remote_filename"})))))


(defn test-what-accessors-answer [door pair]
  (setv [client server] pair)
  (assert (= (lfor f [socket-type socket-connect socket-address-family socket-format] (f door))
             ["stream" "passive" "internet" "multivalent"]))
  (assert (= (lfor f [socket-type socket-connect socket-address-family socket-format] (f client))
             ["stream" "active" "internet" "multivalent"]))
  (assert (= (local-port client) (remote-port server) client.local-port))
  (assert (= (remote-host client) (local-host server) 2130706433))
  (assert (is (ipv6 client) False)))


(defn test-only-active-sockets-are-streams [door pair]
  (assert (isinstance (get pair 0) Stream))
  (assert (isinstance (get pair 0) Socket))
  (assert (isinstance door Socket))
  (assert (not (isinstance door Stream)))
  (assert (not (hasattr door "read_char"))))


(defn test-accessors-of-no-socket []
  (for [accessor ACCESSORS]
    (with [_ (pytest.raises NoApplicableMethod)]
      (accessor 5))))


(defn test-socket-os-fd [door pair]
  (for [socket #(door #* pair)]
    (assert (= (socket-os-fd socket) (.fileno socket.system)))
    (.close socket)
    (with [_ (pytest.raises StreamClosedError)]
      (socket-os-fd socket))))


(defn test-set-socket-format [pair]
  (assert (= (set-socket-format (get pair 0) "binary") "multivalent"))
  (assert (= (socket-format (get pair 0)) "multivalent"))
  (with [_ (pytest.raises BadArgument)]
    (set-socket-format (get pair 0) "utf8")))


(defn test-talk [pair]
  (setv [client server] pair)
  (.write-line client "hello")
  (.force-output client)
  (assert (= (.read-line server) #("hello" False)))
  (.write-byte server 200)
  (.force-output server)
  (assert (= (.read-byte client) 200))
  (.close client)
  (assert (= (.read-line server False "eof") #("eof" True)))
  (with [_ (pytest.raises EndOfFile)]
    (.read-char server)))


;;; Accepting

(defn test-no-connection-no-wait [door]
  (assert (is (accept-connection door :wait None) None))
  (assert (is (accept-connection door :wait False) None)))


(defn test-order-does-not-matter [door]
  (with [client (make-socket :remote-host "127.1" :remote-port (local-port door))
         server (accept-connection door :wait None)]
    (assert (= (remote-port server) (local-port client)))))


(defn test-accepted-streams-outlive-the-door [door pair]
  (.close door)
  (.write-line (get pair 0) "still there")
  (.force-output (get pair 0))
  (assert (= (.read-line (get pair 1)) #("still there" False))))


(defn test-waiting-shows [door]
  (setv process (in-process (fn [] (accept-connection door))))
  (assert (= (process-whostate process) f"waiting for connection on localhost/{(local-port door)}"))
  (with [client (make-socket :remote-host "127.1" :remote-port (local-port door))]
    (with [server (outcome process)]
      (assert (= (remote-port server) (local-port client))))))


(defn test-close-wakes-who-accepts [door]
  (setv process (in-process (report (fn [] (accept-connection door)))))
  (assert (is (.close door) True))
  (assert (= (outcome process) "StreamClosedError")))


(defn test-close-wakes-who-reads [pair]
  (setv [client server] pair
        process (in-process (report client.read-char)))
  (assert (is (.close client) True))
  (assert (= (outcome process) "StreamClosedError"))
  (assert (is (.read-char server False None) None) "the peer sees the end at once"))


(defn test-close-by-interrupt [pair]
  (setv [client _] pair
        process (in-process (report client.read-char)))
  (process-interrupt process client.close)
  (assert (= (outcome process) "StreamClosedError")))


(defn test-interrupts-run-while-accepting [door]
  (setv ran []
        process (in-process (fn [] (accept-connection door))))
  (process-interrupt process ran.append 1)
  (assert (process-wait-with-timeout "it ran" 5 (fn [] (bool ran))))
  (with [client (make-socket :remote-host "127.1" :remote-port (local-port door))
         server (outcome process)]
    (assert (= (remote-port server) (local-port client)))))


(defn test-accepting-on-a-closed-socket [door]
  (.close door)
  (for [wait [True None]]
    (with [_ (pytest.raises StreamClosedError)]
      (accept-connection door :wait wait))))


(defn test-only-passive-sockets-accept [pair]
  (with [_ (pytest.raises NoApplicableMethod)]
    (accept-connection (get pair 0))))


(defn test-accept-fails [door]
  (simulate "accept" "EMFILE")
  (try
    (with [caught (pytest.raises SocketError)]
      (accept-connection door :wait None))
    (finally
      (clear-simulations)))
  (assert (= caught.value.action "accepting a connection"))
  (assert (is caught.value.stream door)))


;;; Shutdown

(defn test-half-close [pair]
  (setv [client server] pair)
  (.write-string client "question")
  (.force-output client)
  (assert (is (shutdown client :direction "output") None))
  (assert (= (.read server) "question"))
  (.write-line server "answer")
  (.close server)
  (assert (= (.read-line client) #("answer" False))))


(defn test-shutdown-does-not-flush [pair]
  (setv [client server] pair)
  (.write-string client "never sent")
  (shutdown client :direction "output")
  (assert (= (.read server) ""))
  (assert (is (.close client) True) "and closing does not try to send it"))


(defn [(pytest.mark.parametrize #("direction" "condition") [
    #(None MissingArgument) #("both" BadArgument) #(5 BadArgument) #(True BadArgument)])]
  test-no-direction [door pair direction condition]
  (for [socket #(door #* pair)]
    (with [_ (pytest.raises condition)]
      (shutdown socket :direction direction))
    (assert socket.open-p)))


(defn test-both-halves-close [pair]
  (setv [client server] pair)
  (shutdown client :direction ":INPUT")
  (assert client.open-p)
  (shutdown client :direction "input")
  (assert client.open-p "the same half twice is one half")
  (shutdown client :direction "output")
  (assert (not client.open-p))
  (assert (is (.close client) True))
  (assert (is (shutdown client :direction "output") None)))


(defn test-shutdown-of-a-closed-socket [pair]
  (.close (get pair 0))
  (with [_ (pytest.raises StreamClosedError)]
    (shutdown (get pair 0) :direction "output")))


(defn test-shutdown-refused []
  (with [packets (make-socket :type "datagram" :local-host "127.1")]
    (with [caught (pytest.raises SocketError)]
      (shutdown packets :direction "output"))
    (assert (is caught.value.stream packets))
    (assert packets.open-p)))


;;; Closing

(defn test-close-twice [door pair]
  (for [socket #(door #* pair)]
    (assert (= [(.close socket) (.close socket) (.close socket :abort True)] [True True True]))
    (assert socket.closed)))


(defn test-close-sends-what-is-buffered [pair]
  (setv [client server] pair)
  (.write-string client "goodbye")
  (.close client)
  (assert (= (.read server) "goodbye")))


(defn test-close-with-abort-does-not [pair]
  (setv [client server] pair)
  (.write-string client "goodbye")
  (.close client :abort True)
  (assert (= (.read server) "")))


(defn test-a-closed-stream [pair]
  (setv [client _] pair)
  (.close client)
  (for [operation [client.read-char client.read-byte client.read-line client.force-output
                   (fn [] (.write-char client "x")) (fn [] (.write-byte client 1))]]
    (with [_ (pytest.raises StreamClosedError)]
      (operation))))


(defn test-a-reset-is-a-socket-error [pair]
  (setv [client server] pair)
  (.setsockopt server.system os-socket.SOL-SOCKET os-socket.SO-LINGER (struct.pack "ii" 1 0))
  (.close server)
  (with [caught (pytest.raises SocketError)]
    (.read-char client))
  (assert (= caught.value.identifier "connection-reset"))
  (assert (is caught.value.stream client)))


;;; socket-control

(defn test-chunking [pair]
  (setv [client server] pair)
  (socket-control server :output-chunking True)
  (.write-string server "Hello, chunked world")
  (socket-control server :output-chunking-eof True)
  (.write-string server "after")
  (.close server)
  (socket-control client :input-chunking True)
  (assert (= (.read client) "Hello, chunked world"))
  (assert (= (.read client) "after")))


(defn test-control-leaves-alone-what-is-not-supplied [pair]
  (setv [client _] pair)
  (socket-control client :output-chunking True :read-timeout 2 :write-timeout 1.5)
  (socket-control client)
  (assert (= #(client.output-chunking client.input-chunking client.input-timeout client.output-timeout)
             #(True False 2 1.5)))
  (socket-control client :output-chunking None :read-timeout None)
  (assert (= #(client.output-chunking client.input-timeout client.output-timeout) #(False None 1.5))))


(defn test-read-timeout [pair]
  (socket-control (get pair 0) :read-timeout 0.01)
  (with [caught (pytest.raises SocketError)]
    (.read-char (get pair 0)))
  (assert (= caught.value.identifier "read-timeout")))


(defn [(pytest.mark.parametrize "seconds" [0 -1 "1" True])]
  test-wrong-timeouts [pair seconds]
  (with [_ (pytest.raises BadArgument)]
    (socket-control (get pair 0) :read-timeout seconds)))


(defn test-control-of-what-is-no-stream [door]
  (with [_ (pytest.raises BadArgument)]
    (socket-control door :output-chunking True)))
