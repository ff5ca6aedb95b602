import Testing

@testable import api_server

@Suite("LogQueue")
struct LogQueueTests {
    /// A queue that takes texts, and says "dropped" where lines were dropped.
    private final class Texts {
        private var queue: LogQueue

        init(capacity: Int) { queue = LogQueue(capacity: capacity) }

        var isEmpty: Bool { queue.isEmpty }

        /// `true` if the writer has to be started.
        @discardableResult
        func add(_ text: String) -> Bool { queue.add(Array(text.utf8)) }

        func next() -> String? {
            queue.next { Array("dropped \($0);".utf8) }.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test("Gives the writer all lines in their order, and starts it when it is idle")
    func order() {
        let queue = Texts(capacity: 100)
        #expect(queue.isEmpty)
        #expect(queue.add("a;"), "the writer is idle")
        #expect(!queue.add("b;"), "the writer was started")
        #expect(queue.next() == "a;b;")
        #expect(!queue.isEmpty, "the writer is at work")
        #expect(!queue.add("c;"))
        #expect(queue.next() == "c;")
        #expect(queue.next() == nil)
        #expect(queue.isEmpty)
        #expect(queue.add("d;"), "the writer is idle again")
    }

    @Test("Drops lines that find no room, and says how many in their place")
    func full() {
        let queue = Texts(capacity: 6)
        for text in ["aa;", "bb;", "cc;"] { queue.add(text) }
        // It would find room, and would then stand before the notice.
        queue.add("")
        #expect(queue.next() == "aa;bb;dropped 2;")
        queue.add("dd;")
        #expect(queue.next() == "dd;")
        #expect(queue.next() == nil)
    }

    @Test("Drops a line that is larger than all of its room")
    func large() {
        let queue = Texts(capacity: 2)
        queue.add("large;")
        #expect(queue.next() == "dropped 1;")
    }
}
