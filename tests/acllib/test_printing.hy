"Printed forms, without a network: sockets of straw."

(import
  re
  types [SimpleNamespace]
  pytest
  acllib [binding]
  acllib.addresses [IPv6Address]
  acllib.making [make-socket]
  acllib.network [Network]
  acllib.printing [socket-text waiting-text]
  acllib.sockets [accept-connection local-port])


(defclass Book [Network]
  (defn reverse [self address [timeout None]]
    (when (= address 99)
      (raise (TimeoutError)))
    (.get {3229900628 "vapor"  3229900653 "frisky"} address)))


(setv STREAM {"socket_type" "stream" "format" "multivalent" "socket_address_family" "internet" "open_p" True}
      DATAGRAM {#** STREAM "socket_type" "datagram" "format" "text"}
      FILE {#** STREAM "socket_address_family" "file"}
      VAPOR 3229900628
      FRISKY 3229900653)


(setv PRINTED [
  ; slots                                                                            printed                                                    why
  #({#** STREAM "local_host" 0 "local_port" 40225}                                   "multivalent stream socket waiting for connection at */40225" "passive: the manual's")
  #({#** STREAM "local_host" (IPv6Address 0) "local_port" 9}                         "multivalent stream socket waiting for connection at */9"  "any IPv6 interface")
  #({#** STREAM "local_host" VAPOR "local_port" 9933}                                "multivalent stream socket waiting for connection at vapor/9933" "one interface")
  #({#** STREAM "local_host" VAPOR "local_port" 9901 "remote_host" FRISKY "remote_port" 45602}
    "multivalent stream socket connected from vapor/9901 to frisky/45602" "the local end first")
  #({#** STREAM "local_host" 16909060 "local_port" 1 "remote_host" 99 "remote_port" 2}
    "multivalent stream socket connected from 1.2.3.4/1 to 0.0.0.99/2" "no name, and no answer in time")
  #({#** STREAM "local_host" (IPv6Address 5) "local_port" 1 "remote_host" (IPv6Address 1) "remote_port" 2}
    "multivalent stream socket connected from ::5/1 to ::1/2" "IPv6 without names")
  #({#** STREAM "open_p" False "local_host" 0 "local_port" 9}                        "multivalent stream socket closed at */9"                  "a closed one")
  #({#** STREAM "open_p" False "local_host" VAPOR "local_port" 1 "remote_host" FRISKY "remote_port" 2}
    "multivalent stream socket closed from vapor/1 to frisky/2" "a closed connection")
  #({#** DATAGRAM "local_host" 0 "local_port" 9999 "remote_host" None "remote_port" None}
    "text datagram socket waiting for connection at */9999" "UDP: the manual's")
  #({#** DATAGRAM "format" "binary" "local_host" 0 "local_port" 45602 "remote_host" VAPOR "remote_port" 9999}
    "binary datagram socket connected from */45602 to vapor/9999" "with a remote end to send to")
  #({#** FILE "local_filename" "/run/door"}                                          "multivalent stream socket waiting for connection at /run/door" "a file")
  #({#** FILE "local_filename" None "remote_filename" "/run/door"}                   "multivalent stream socket connected from * to /run/door"  "its client")
  #({#** FILE "local_filename" "/run/door" "remote_filename" ""}                     "multivalent stream socket connected from /run/door to *"  "its server")
  #({#** FILE "socket_type" "datagram" "format" "text" "local_filename" None "remote_filename" None}
    "text datagram socket waiting for connection at *" "a nameless file socket")])


(defn [(pytest.mark.parametrize #("slots" "printed" "why") PRINTED)]
  test-printed [slots printed why]
  (setv socket (SimpleNamespace :network (Book) #** slots))
  (assert (= (socket-text socket) (+ "#<" printed f" @ #x{(id socket) :x}>"))))


(defn test-addresses-instead-of-names []
  (setv socket (SimpleNamespace :network (Book) #** STREAM :local-host VAPOR :local-port 1 :remote-host FRISKY :remote-port 2))
  (for [nil [None False]]
    (with [_ (binding :print-hostname-in-stream nil)]
      (assert (in " from 192.132.95.84/1 to 192.132.95.109/2 @" (socket-text socket))))))


(defn test-what-a-listing-shows []
  (setv book (Book)
        socket (SimpleNamespace :network book #** STREAM :local-host 0 :local-port 9933))
  (assert (= (waiting-text socket) "waiting for connection on */9933"))
  (setv book.host-name "vapor")
  (assert (= (waiting-text socket) "waiting for connection on vapor/9933"))
  (setv socket.socket-type "datagram")
  (assert (= (waiting-text socket) "waiting for a datagram on vapor/9933")))


(defn test-real-ones []
  (with [door (make-socket :connect "passive" :local-host "127.1")
         client (make-socket :remote-host "localhost" :remote-port (local-port door))
         server (accept-connection door)]
    (assert (re.fullmatch (+ r"#<multivalent stream socket connected from localhost/\d+ to localhost/"
                             (str (local-port door)) r" @ #x[0-9a-f]+>")
                          (repr client)))
    (assert (= (str server) (repr server)))))
