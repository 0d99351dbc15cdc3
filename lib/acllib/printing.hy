#[[How sockets look when they are printed.

The texts are the manual's: format, type, what the socket is doing, and where, its own end
first. Names of hosts are asked for only while `*print-hostname-in-stream*` is true, and never
waited for long: what has no name in time prints as its address.]]

(import
  acllib.addresses [ipaddr-to-dotted any-address-p]
  acllib.kernel.identity [address-digits]
  acllib.names [name-for-printing print-hostname-in-stream])


(defn socket-text [socket]
  "Return the printed form of SOCKET: `#<multivalent stream socket ... @ #x...>`."
  (+ "#<" (.join " " [(printed-format socket) socket.socket-type "socket" (state-text socket)])
     f" @ #x{(address-digits socket)}>"))


(defn printed-format [socket]
  "Return the first word of the printed form: streams are multivalent, datagram sockets as they were made."
  (if (= socket.socket-type "stream") "multivalent" socket.format))


(defn state-text [socket]
  "Return what SOCKET is doing and where, as in `waiting for connection at */9933`."
  (setv remote (end-text socket "remote")
        waiting (is remote None))
  (.join " " [(cond (not socket.open-p) "closed"
                    waiting "waiting for connection"
                    True "connected")
              (if waiting
                  f"at {(or (end-text socket "local") "*")}"
                  f"from {(or (end-text socket "local") "*")} to {(or remote "*")}")]))


(defn waiting-text [socket]
  "Return `waiting for connection on host/port`, as listings of processes show it."
  (setv awaited (if (= socket.socket-type "stream") "connection" "a datagram"))
  (if (= socket.socket-address-family "file")
      f"waiting for {awaited} on {(or socket.local-filename "*")}"
      (do
        (setv host (or (and (any-address-p socket.local-host) socket.network.host-name)
                       (host-text socket.network socket.local-host)))
        f"waiting for {awaited} on {host}/{socket.local-port}")))


(defn end-text [socket end]
  "Return where END, \"local\" or \"remote\", of SOCKET is: host/port or a file's name; None if there is no such end."
  (if (= socket.socket-address-family "file")
      (getattr socket f"{end}_filename" None)
      (do
        (setv port (getattr socket f"{end}_port" None))
        (if (is port None)
            None
            (host-and-port socket.network (getattr socket f"{end}_host") port)))))


(defn host-and-port [network address port]
  "Return `host/port`, the host by its name or address, `*` for any."
  f"{(host-text network address)}/{port}")


(defn host-text [network address]
  "Return how the host at ADDRESS on NETWORK is printed."
  (when (or (is address None) (any-address-p address))
    (return "*"))
  (or (if (is (.peek print-hostname-in-stream) None)
          None
          (name-for-printing network address))
      (ipaddr-to-dotted address)))
