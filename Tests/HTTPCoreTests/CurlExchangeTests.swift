import Foundation
import HTTPTypes
import Synchronization
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

    @Test("A piece that arrives while its reader is cancelled blocks neither the reader nor the thread")
    func cancelledReader() async {
        let exchange = CurlExchange(declaredUpload: nil)
        let race = Race()
        // Runs until it waits for a piece.
        let reader = Task.immediate {
            await withTaskCancellationHandler {
                _ = await exchange.nextPiece {}
            } onCancel: {
                race.isCancelling.store(true, ordering: .releasing)
                // The thread comes to the resumption meanwhile, which must wait for the end of this handler.
                while !race.isReceiving.load(ordering: .acquiring) { sched_yield() }
                for _ in 0..<100_000 where !exchange.isCompleted { sched_yield() }
                exchange.completed(.failure(TransportError(.cancelled, "the exchange was cancelled")))
            }
        }
        await withCheckedContinuation { received in
            Thread.detachNewThread {
                while !race.isCancelling.load(ordering: .acquiring) { sched_yield() }
                race.isReceiving.store(true, ordering: .releasing)
                _ = receive(1, exchange)
                received.resume()
            }
            reader.cancel()
        }
        await reader.value
        #expect(exchange.isCompleted)
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

/// The progress of a cancellation and of the thread that it meets.
private final class Race: Sendable {
    let isCancelling = Atomic(false)
    let isReceiving = Atomic(false)
}
