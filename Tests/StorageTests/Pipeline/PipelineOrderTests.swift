import Testing

@testable import Storage

@Suite("Results of a pipeline")
struct PipelineOrderTests {
    private enum Sent {
        case setting
        case deallocation(String)
        case prepared(String)
        case read(String)
        case synchronization
    }

    private typealias Answer = PipelineOrder<String>.Answer

    private static func order(_ sent: [Sent]) -> PipelineOrder<String> {
        var order = PipelineOrder<String>()
        for one in sent {
            switch one {
            case .setting: order.sentSetting()
            case .deallocation(let name): order.sentDeallocation(name)
            case .prepared(let read):
                order.sentPreparation(of: read)
                order.sent(read)
            case .read(let read): order.sent(read)
            case .synchronization: order.sentSynchronization()
            }
        }
        return order
    }

    private static func word(_ verdict: PipelineOrder<String>.Verdict) -> String {
        switch verdict {
        case .nothing: "-"
        case .deliver(let read): "deliver \(read)"
        case .again(let read): "again \(read)"
        case .notPrepared(let read): "not prepared \(read)"
        case .notDeallocated(let name): "not given up \(name)"
        case .preparationFailed(let read): "preparationFailed \(read)"
        case .outOfSync: "outOfSync"
        }
    }

    @Test("Results of settings are not taken for reads, also when skipped, and the oldest pending read is known")
    func settings() {
        var order = Self.order([.prepared("a"), .setting, .read("b"), .synchronization, .setting, .read("b")])
        #expect(order.oldest == "a")
        #expect(Self.word(order.received(.failure)) == "preparationFailed a")
        #expect(order.oldest == nil)
        #expect((1...3).map { _ in Self.word(order.received(.skipped)) } == ["-", "-", "again b"])
        #expect(Self.word(order.received(.synchronized)) == "-")
        #expect(order.oldest == nil)
        #expect(Self.word(order.received(.success)) == "-")
        #expect(order.oldest == "b")
        #expect(Self.word(order.received(.success)) == "deliver b")
        #expect(order.oldest == nil && !order.isWaiting)
    }

    @Test("Results are assigned to reads in order, past preparations and deallocations")
    func inOrder() {
        var order = Self.order([
            .deallocation("x"), .prepared("a"), .read("b"), .synchronization, .read("c"), .synchronization,
        ])
        #expect(order.inFlight == 3 && order.unanswered == ["a", "b", "c"])
        let answers: [Answer] = [.success, .success, .success, .failure, .synchronized, .success, .synchronized]
        #expect(
            answers.map { Self.word(order.received($0)) }
                == ["-", "-", "deliver a", "deliver b", "-", "deliver c", "-"])
        #expect(order.inFlight == 0 && !order.isWaiting)
    }

    @Test("Reads skipped after a failure are resent, up to the synchronization point")
    func skipped() {
        var order = Self.order([
            .read("a"), .read("b"), .prepared("c"), .synchronization, .read("d"), .synchronization,
        ])
        let answers: [Answer] = [.failure, .skipped, .skipped, .skipped, .synchronized, .success, .synchronized]
        #expect(
            answers.map { Self.word(order.received($0)) }
                == ["deliver a", "again b", "not prepared c", "again c", "-", "deliver d", "-"])
    }

    @Test("Skipped deallocations are repeated, and failed ones are not")
    func deallocation() {
        var order = Self.order([
            .deallocation("x"), .deallocation("y"), .deallocation("z"), .read("a"), .synchronization,
        ])
        let answers: [Answer] = [.success, .failure, .skipped, .skipped, .synchronized]
        #expect(answers.map { Self.word(order.received($0)) } == ["-", "-", "not given up z", "again a", "-"])
    }

    @Test("A failed preparation is reported to its read once")
    func failedPreparation() {
        var order = Self.order([.prepared("a"), .read("b"), .synchronization])
        let answers: [Answer] = [.failure, .skipped, .skipped, .synchronized]
        #expect(answers.map { Self.word(order.received($0)) } == ["preparationFailed a", "-", "again b", "-"])
        #expect(order.inFlight == 0)
    }

    @Test("An unexpected result marks the connection as out of sync")
    func outOfSync() {
        var nothing = Self.order([])
        #expect(Self.word(nothing.received(.success)) == "outOfSync")
        var early = Self.order([.read("a"), .synchronization])
        #expect(Self.word(early.received(.synchronized)) == "outOfSync")
        var late = Self.order([.synchronization])
        #expect(Self.word(late.received(.success)) == "outOfSync")
    }

    @Test("Unanswered reads remain known after the connection is lost")
    func lostConnection() {
        var order = Self.order([.prepared("a"), .read("b"), .synchronization, .read("c"), .synchronization])
        _ = order.received(.success)
        _ = order.received(.success)
        #expect(order.unanswered == ["b", "c"])
    }

    @Test("The order's memory is bounded although reads are always pending")
    func bounded() {
        var order = PipelineOrder<String>()
        order.sent("0")
        for number in 1...10_000 {
            order.sent("\(number)")
            #expect(Self.word(order.received(.success)) == "deliver \(number - 1)")
            #expect(order.inFlight == 1)
        }
        #expect(order.held < 3 * PipelineOrder<String>.mostAnswered)
        #expect(order.unanswered == ["10000"])
    }
}
