#if os(Linux)
    import Glibc
    import Synchronization
    import Testing

    @testable import Storage

    @Suite("LowPriorityThread")
    struct LowPriorityThreadTests {
        /// The nice value of the calling thread.
        private static func niceness() -> CInt { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

        @Test("A thread of low priority has its nice value, and the thread that made it keeps its own")
        func niceness() async throws {
            let before = Self.niceness()
            let thread = try #require(LowPriorityThread())
            let after = Self.niceness()
            let lowered = await withCheckedContinuation { continuation in
                thread.async { continuation.resume(returning: Self.niceness()) }
            }
            #expect(lowered == LowPriorityThread.niceness)
            #expect(before == after && after < lowered)
        }

        @Test("A thread of low priority runs blocks in their order and ends with its last reference")
        func order() async throws {
            let numbers = Mutex<[Int]>([])
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                guard let thread = LowPriorityThread() else { return continuation.resume() }
                for number in 0..<100 { thread.async { numbers.withLock { $0.append(number) } } }
                thread.async { continuation.resume() }
            }
            #expect(numbers.withLock { $0 } == Array(0..<100))
        }
    }
#endif
