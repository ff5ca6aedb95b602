import HTTPTypes
import Testing

@testable import HTTPCore

/// Tests of back-pressure in both directions, without a network.
@Suite("CurlExchange", .timeLimit(.minutes(1)))
struct CurlExchangeTests {
    func receive(_ count: Int, _ exchange: CurlExchange) -> CurlExchange.Flow {
        [UInt8](repeating: 7, count: count).withUnsafeBufferPointer { exchange.received($0) }
    }

    @Test("A slow reader pauses the server, and a read resumes it")
    func receiving() async throws {
        let exchange = CurlExchange(declaredUpload: nil)
        var taken = 0
        while receive(16_384, exchange) == .proceed(16_384) { taken += 16_384 }
        #expect(taken == CurlExchange.highWater)
        #expect(receive(1, exchange) == .pause)
        var resumptions = 0
        let piece = try await exchange.nextPiece { resumptions += 1 }.get()
        #expect(piece?.count == taken)
        #expect(resumptions == 1)
        #expect(receive(1, exchange) == .proceed(1))
        _ = await exchange.nextPiece { resumptions += 1 }
        #expect(resumptions == 1)
    }

    @Test("The second piece of a request body waits until the first is sent")
    func sending() async throws {
        let exchange = CurlExchange(declaredUpload: 6)
        var wakes = 0
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4)
        defer { buffer.deallocate() }
        #expect(exchange.fill(buffer) == .pause)
        let offered = Task {
            let first = await exchange.offer([1, 2, 3, 4, 5, 6]) {}
            return first
        }
        while !Task.isCancelled, exchange.fill(buffer) == .pause { await Task.yield() }
        #expect(Array(buffer) == [1, 2, 3, 4])
        #expect(exchange.fill(buffer) == .proceed(2))
        #expect(await offered.value)
        #expect(exchange.fill(buffer) == .pause)
        if exchange.finishUpload(nil) { wakes += 1 }
        #expect(wakes == 1)
        #expect(exchange.fill(buffer) == .proceed(0))
    }

    @Test("An exchange completes once and rejects all later events")
    func completion() async {
        let exchange = CurlExchange(declaredUpload: nil)
        #expect(exchange.completed(.failure(TransportError(.timeout, "first"))))
        #expect(!exchange.completed(.success(())))
        #expect(receive(1, exchange) == .abort)
        #expect(await exchange.offer([1]) {} == false)
        guard case .failure(let error) = await exchange.head() else {
            Issue.record("a head arrived after the failure")
            return
        }
        #expect(error.message == "first")
    }
}
