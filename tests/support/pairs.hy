#[[Connected pairs of transports and streams, in memory and over the system.

A maker is a function without arguments that returns #(here there): two bivalent streams, what is
written to one of them is read from the other. `MemoryTransport` has the interface of
`transports.SocketTransport` and full control: how much it takes at once, how it splits what
comes, and what happens when an operation would block. No test waits longer than `PATIENCE`.]]

(import
  collections [deque]
  errno
  os
  shutil
  socket :as os-socket
  tempfile
  threading
  acllib.conditions [read-timeout socket-failure stream-closed write-timeout]
  acllib.streams [BivalentStream]
  acllib.transports [SocketTransport])


(setv PATIENCE 10)


(defclass Pipe []
  #[[Octets on their way in one direction.

  capacity -- int: no more than so many octets are in it
  piece    -- int or None: a receiver gets no more than so many octets at once]]

  (defn __init__ [self [capacity 65536] [piece None]]
    (setv self.capacity capacity
          self.piece piece
          self.octets (bytearray)
          self.ended False              ; the sender is gone
          self.refused False            ; the receiver is gone
          self.changed (threading.Condition))))


(defclass MemoryTransport []
  #[[Octets over two pipes.

  on-wait -- None, or a function called with \"input\" or \"output\" instead of waiting; if it
    returns, the operation is tried again
  sent    -- list of the sizes of what `send` took each time]]

  (defn __init__ [self incoming outgoing]
    (setv self.incoming incoming
          self.outgoing outgoing
          self.stream self
          self.on-wait None
          self.sent []
          self.octets-sent 0
          self.unsent (deque)
          self.closed False
          self.read-timeout None
          self.write-timeout None))

  (defn [classmethod] pair [cls [capacity 65536] [piece None]]
    "Return two connected transports."
    (setv there (Pipe capacity piece)
          back (Pipe capacity piece))
    #((cls back there) (cls there back)))

  (defn fileno [self]
    -1)

  (defn _wait [self pipe direction timeout ready]
    "Wait until READY. Return False if the time-out ran out."
    (while (not (ready))
      (cond
        (is-not self.on-wait None)
          (self.on-wait direction)
        (not (.wait-for pipe.changed ready :timeout (if (is timeout None) PATIENCE timeout)))
          (do
            (when (is timeout None)
              (raise (AssertionError f"a test waited for {direction} longer than {PATIENCE} s")))
            (return False))))
    True)

  (defn receive-into [self buffer]
    (setv pipe self.incoming
          expired False
          count 0)
    (with [_ pipe.changed]
      (if (._wait self pipe "input" self.read-timeout
                  (fn [] (or pipe.octets pipe.ended self.closed)))
          (when (not self.closed)
            (setv count (min (len buffer) (len pipe.octets))
                  count (if (is pipe.piece None) count (min count pipe.piece))
                  (get buffer (slice 0 count)) (get pipe.octets (slice 0 count)))
            (del (get pipe.octets (slice 0 count)))
            (.notify-all pipe.changed))
          (setv expired True)))
    (when self.closed
      (stream-closed self.stream "reading from socket"))
    (when expired
      (read-timeout self.stream))
    count)

  (defn receive-available [self]
    (or (bool self.incoming.octets) self.incoming.ended self.closed))

  (defn send [self buffers]
    (setv pipe self.outgoing
          expired False
          count 0)
    (with [_ pipe.changed]
      (if (._wait self pipe "output" self.write-timeout
                  (fn [] (or (< (len pipe.octets) pipe.capacity) pipe.refused self.closed)))
          (when (not (or self.closed pipe.refused))
            (setv taken (cut (.join b"" buffers) 0 (- pipe.capacity (len pipe.octets)))
                  count (len taken))
            (+= pipe.octets taken)
            (.notify-all pipe.changed))
          (setv expired True)))
    (when self.closed
      (stream-closed self.stream "writing to socket"))
    (when pipe.refused
      (.clear self.unsent)
      (socket-failure (OSError errno.EPIPE (os.strerror errno.EPIPE)) "writing to socket" self.stream))
    (when expired
      (write-timeout self.stream))
    (+= self.octets-sent count)
    (.append self.sent count)
    count)

  (defn send-all [self buffers]
    (.extend self.unsent (gfor b buffers (bytes b)))
    (while self.unsent
      (setv octets (.join b"" self.unsent))
      (setv self.unsent (deque [octets]))
      (when octets
        (setv octets (cut octets (.send self [octets]) None)))
      (setv self.unsent (deque (if octets [octets] [])))))

  (defn send-available [self]
    (or (< (len self.outgoing.octets) self.outgoing.capacity) self.outgoing.refused self.closed))

  (defn shutdown [self direction]
    (if (= direction "output")
        (._end self self.outgoing "ended")
        (._end self self.incoming "refused")))

  (defn _end [self pipe what]
    (with [_ pipe.changed]
      (setattr pipe what True)
      (.notify-all pipe.changed)))

  (defn close [self]
    (setv self.closed True)
    (.clear self.unsent)
    (._end self self.outgoing "ended")
    (._end self self.incoming "refused")))


(defn feed [octets * [piece None] [ended True] #** options]
  "Return a stream that reads OCTETS, PIECE at a time, and then ends, or waits if not ENDED."
  (setv [here there] (.pair MemoryTransport (max 1 (len octets)) piece)
        there.outgoing.octets (bytearray octets)
        there.outgoing.ended ended)
  (BivalentStream here #** options))


(defn sink [#** options]
  "Return #(stream octets): what the stream sends is appended to the bytearray."
  (setv [here there] (.pair MemoryTransport (<< 1 40)))
  #((BivalentStream here #** options) here.outgoing.octets))


(defn streams [transports]
  "Return two transports as streams."
  (setv made (tuple (map BivalentStream transports)))
  (for [stream made]
    (setv stream.transport.stream stream))
  made)


;;; Makers

(defn memory []
  (streams (.pair MemoryTransport)))


(defn memory-by-octet []
  "Each receive gets one octet."
  (streams (.pair MemoryTransport :piece 1)))


(defn memory-narrow []
  "There is room for seven octets on the way."
  (streams (.pair MemoryTransport :capacity 7)))


(defn _connect [family address]
  (with [door (os-socket.socket family)]
    (.settimeout door PATIENCE)
    (.bind door address)
    (.listen door)
    (setv client (os-socket.socket family))
    (.settimeout client PATIENCE)
    (.connect client (.getsockname door))
    (setv server (get (.accept door) 0)))
  (streams #((SocketTransport client) (SocketTransport server))))


(defn tcp4 []
  (_connect os-socket.AF-INET #("127.0.0.1" 0)))


(defn tcp6 []
  (_connect os-socket.AF-INET6 #("::1" 0)))


(defn unix-domain []
  (setv directory (tempfile.mkdtemp))
  (try
    (_connect os-socket.AF-UNIX (os.path.join directory "door"))
    (finally
      (shutil.rmtree directory))))


;; What the system carries; their waits are those of `acllib.waiting`.
(setv SYSTEM-MAKERS [tcp4 tcp6 unix-domain])

(setv MAKERS [memory memory-by-octet memory-narrow #* SYSTEM-MAKERS])
