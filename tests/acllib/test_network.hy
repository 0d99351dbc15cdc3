"The seam: what sockets ask a network, with one that carries documentation addresses on the loopback."

(import
  errno
  pytest
  acllib [binding]
  acllib.addresses [ipaddr-to-dotted IPv6Address]
  acllib.conditions [SocketError]
  acllib.datagrams [receive-from send-to]
  acllib.making [make-socket]
  acllib.network [AF-INET AF-INET6 Network address-and-port chosen-port-p current-network
                  forget-chosen-ports network system-network target]
  acllib.sockets [accept-connection local-host local-port remote-host remote-port])


(setv HOSTS {"vapor" "127.93.1.84"  "frisky" "127.93.1.109"}
      LAB {"vapor" 3229900628  "frisky" 3229900653}
      BY-CARRIER (dfor [name carrier] (.items HOSTS) carrier (get LAB name))
      LOW-PORTS {}) ; carrier port → the port it stands for


(defclass Host [Network]
  "A host of a small lab."
  (setv virtual True)

  (defn __init__ [self name]
    (.__init__ (super))
    (setv self.host-name name
          self.events []))

  (defn carrier [self address]
    (for [[name known] (.items LAB)]
      (when (= known address)
        (return (get HOSTS name))))
    (raise (OSError errno.EHOSTUNREACH "no such host in the lab")))

  (defn resolve [self name mode]
    (if (= name "localhost")
        [(get LAB self.host-name)]
        (lfor [known address] (.items LAB) :if (= known (.lower name)) address)))

  (defn reverse [self address [timeout None]]
    (for [[name known] (.items LAB)]
      (when (= known address)
        (return name))))

  (defn prepare [self sock kind]
    (.append self.events #("prepare" kind)))

  (defn bind-target [self kind family address port]
    (when (< 0 port 1024)
      (setv port (redirected port)))
    #(AF-INET #((get HOSTS self.host-name) port)))

  (defn connect-target [self kind family address port [sock None]]
    #(AF-INET #((.carrier self address) (if (< 0 port 1024) (redirected port) port))))

  (defn map-back [self kind socket-address]
    (setv [text port] (cut socket-address 2))
    #((get BY-CARRIER text) (.get LOW-PORTS port port)))

  (defn opened [self socket]
    (.append self.events #("opened" socket)))

  (defn closed [self socket]
    (.append self.events #("closed" socket))))


(defn redirected [port]
  "Return the port that stands for a privileged one."
  (for [[carrier known] (.items LOW-PORTS)]
    (when (= known port)
      (return carrier)))
  ;; Asked of the system once, so that two runs beside each other do not meet.
  (import socket)
  (with [probe (socket.socket)]
    (.bind probe #((get HOSTS "vapor") 0))
    (setv carrier (get (.getsockname probe) 1)))
  (setv (get LOW-PORTS carrier) port)
  carrier)


(defn [pytest.fixture] hosts []
  [(Host "vapor") (Host "frisky")])


(defn test-the-system-is-the-default []
  (assert (is (current-network) system-network))
  (assert (not system-network.virtual))
  (assert network.inherited "a process has its creator's network"))


(defn test-a-connection-between-two-hosts [hosts]
  (setv [vapor frisky] hosts)
  (with [_ (binding :network vapor)]
    (setv door (make-socket :connect "passive" :local-port "chargen")))
  (assert (= (local-port door) 19))
  (with [_ (binding :network frisky)]
    (setv client (make-socket :remote-host "VAPOR" :remote-port "chargen")))
  (setv server (accept-connection door))
  (assert (= #((local-host client) (remote-host client) (remote-port client)) #(3229900653 3229900628 19)))
  (assert (= #((local-host server) (local-port server)) #(3229900628 19)))
  (assert (= #((remote-host server) (remote-port server)) #(3229900653 (local-port client))))
  (assert (is server.network vapor))
  (assert (.startswith (str door) "#<multivalent stream socket waiting for connection at */19 @ #x"))
  (assert (= (door.whostate) "waiting for connection on vapor/19"))
  (assert (.startswith (str client) f"#<multivalent stream socket connected from frisky/{(local-port client)} to vapor/19 @ #x"))
  (with [_ (binding :print-hostname-in-stream None)]
    (assert (in f"from 192.132.95.84/19 to 192.132.95.109/{(local-port client)} " (str server))))
  (for [socket [client server door]]
    (.close socket)
    (.close socket))
  (assert (= vapor.events [#("prepare" "passive") #("opened" door) #("opened" server) #("closed" server) #("closed" door)]))
  (assert (= frisky.events [#("prepare" "active") #("opened" client) #("closed" client)])))


(defn test-localhost-is-the-host-itself [hosts]
  (for [host hosts]
    (with [_ (binding :network host)]
      (with [door (make-socket :connect "passive")
             client (make-socket :remote-host "localhost" :remote-port (local-port door))]
        (assert (= (remote-host client) (get LAB host.host-name)))))))


(defn test-packets-between-two-hosts [hosts]
  (setv [vapor frisky] hosts)
  (with [_ (binding :network vapor)]
    (setv receiver (make-socket :type "datagram")))
  (with [_ (binding :network frisky)]
    (setv sender (make-socket :type "datagram"))
    (send-to sender "foo-the-bar" 11 :remote-host "vapor" :remote-port (local-port receiver)))
  (assert (= (receive-from receiver 100 :extract True) #("foo-the-bar" 11 3229900653 (local-port sender))))
  (.close sender)
  (.close receiver))


(defn test-a-network-s-errors-are-socket-errors [hosts]
  (with [_ (binding :network (get hosts 0))]
    (with [caught (pytest.raises SocketError)]
      (make-socket :remote-host "10.1.2.3" :remote-port 9)))
  (assert (= #(caught.value.identifier caught.value.code) #("host-unreachable" errno.EHOSTUNREACH))))


(defn test-a-target-of-another-family-is-refused [hosts]
  (with [_ (binding :network (get hosts 0))]
    (with [caught (pytest.raises SocketError)]
      (make-socket :connect "passive" :ipv6 True)))
  (assert (= caught.value.code errno.EAFNOSUPPORT)))


(setv TARGETS [
  ; family  address                          port   target
  #(AF-INET  2130706433                      80     #("127.0.0.1" 80))
  #(AF-INET  None                            0      #("" 0))
  #(AF-INET6 None                            5      #("::" 5 0 0))
  #(AF-INET6 2130706433                      80     #("::ffff:127.0.0.1" 80 0 0))
  #(AF-INET6 (IPv6Address 1)                 80     #("::1" 80 0 0))
  #(AF-INET6 (IPv6Address (<< 0xfe80 112) 2) 80     #("fe80::" 80 0 2))])


(defn [(pytest.mark.parametrize #("family" "address" "port" "expected") TARGETS)]
  test-targets [family address port expected]
  (assert (= (target family address port) #(family expected))))


(defn test-socket-addresses-are-read-back []
  (assert (= (address-and-port #("127.0.0.1" 80)) #(2130706433 80)))
  (setv [address port] (address-and-port #("fe80::1%lo" 80 0 3)))
  (assert (= #((ipaddr-to-dotted address) port) #("fe80::1%3" 80))))


(defn test-ports-that-the-system-chose []
  (forget-chosen-ports)
  (with [door (make-socket :connect "passive" :local-host "127.1")
         packets (make-socket :type "datagram" :local-host "127.1")
         client (make-socket :remote-host "127.1" :remote-port (local-port door))]
    (for [socket [door packets client]]
      (assert (chosen-port-p (local-port socket))))
    (forget-chosen-ports)
    (assert (not (chosen-port-p (local-port door)))))
  (setv door (make-socket :connect "passive" :local-host "127.1"))
  (.close door)
  (forget-chosen-ports)
  (with [again (make-socket :connect "passive" :local-host "127.1" :local-port (local-port door) :reuse-address True)]
    (assert (not (chosen-port-p (local-port again))))))
