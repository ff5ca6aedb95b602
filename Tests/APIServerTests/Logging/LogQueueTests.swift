import Testing

@testable import APIServer

@Suite("LogQueue")
struct LogQueueTests {
    /// A queue of texts that returns "dropped" and a number for dropped lines.
    private final class Texts {
        private var queue: LogQueue

        init(capacity: Int) { queue = LogQueue(capacity: capacity) }

        var isEmpty: Bool { queue.isEmpty }

        /// Adds a text; returns `true` if the writer must be started.
        @discardableResult
        func add(_ text: String) -> Bool { queue.add(Array(text.utf8)) }

        func next() -> String? {
            queue.next { Array("dropped \($0);".utf8) }.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test("A log queue returns the lines in order and starts the writer when it is idle")
    func order() {
        let queue = Texts(capacity: 100)
        #expect(queue.isEmpty)
        #expect(queue.add("a;"), "the writer is idle")
        #expect(!queue.add("b;"), "the writer was started")
        #expect(queue.next() == "a;b;")
        #expect(!queue.isEmpty, "the writer is running")
        #expect(!queue.add("c;"))
        #expect(queue.next() == "c;")
        #expect(queue.next() == nil)
        #expect(queue.isEmpty)
        #expect(queue.add("d;"), "the writer is idle again")
    }

    @Test("A full log queue drops lines and reports their number in their place")
    func full() {
        let queue = Texts(capacity: 6)
        for text in ["aa;", "bb;", "cc;"] { queue.add(text) }
        // An empty line fits, but it would come before the notice.
        queue.add("")
        #expect(queue.next() == "aa;bb;dropped 2;")
        queue.add("dd;")
        #expect(queue.next() == "dd;")
        #expect(queue.next() == nil)
    }

    @Test("A line larger than the queue's capacity is dropped")
    func large() {
        let queue = Texts(capacity: 2)
        queue.add("large;")
        #expect(queue.next() == "dropped 1;")
    }
}
