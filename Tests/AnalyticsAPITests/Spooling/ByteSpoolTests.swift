import Foundation
import NIOCore
import TestSupport
import Testing

@testable import AnalyticsAPI

@Suite("ByteSpool", .timeLimit(.minutes(1)))
struct ByteSpoolTests {
    private static func spool(_ budget: SpoolBudget, limit: Int = 1 << 30, timeout: Duration = .seconds(60))
        -> ByteSpool
    {
        ByteSpool(budget, limit: limit, timeout: timeout)
    }

    private static func collect(_ spool: ByteSpool) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try await spool.next() { bytes.append(contentsOf: buffer.readableBytesView) }
        return bytes
    }

    @Test("A spool returns bytes in order, through memory and file, for any interleaving of reads and writes")
    func order() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let budget = SpoolBudget(limit: 1 << 30)
        for _ in 0..<10 {
            let spool = Self.spool(budget)
            var expected: [UInt8] = []
            var got: [UInt8] = []
            for _ in 0..<40 {
                if Bool.random(using: &generator) {
                    let size = Int.random(in: 1...700_000, using: &generator)
                    let piece = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: size)
                    expected += piece
                    try await spool.append(ByteBuffer(bytes: piece))
                } else if got.count < expected.count, let buffer = try await spool.next() {
                    got += Array(buffer.readableBytesView)
                }
            }
            spool.finish(.success(()))
            got += try await Self.collect(spool)
            #expect(got == expected, "seed \(seed)")
            #expect(budget.bytesInUse == 0, "seed \(seed)")
        }
    }

    @Test("A large response fits into the spool while its reader is idle, with 1 MiB of it in memory")
    func largeResponse() async throws {
        let budget = SpoolBudget(limit: 64 << 20)
        let spool = Self.spool(budget)
        for _ in 0..<40 { try await spool.append(ByteBuffer(repeating: 7, count: 1 << 20)) }
        spool.finish(.success(()))
        #expect(budget.bytesInUse == 39 << 20)
        #expect(try await Self.collect(spool).count == 40 << 20)
        #expect(budget.bytesInUse == 0)
    }

    @Test("A full spool waits for its reader and gives up a reader that takes nothing")
    func fullQueue() async throws {
        let spool = Self.spool(SpoolBudget(limit: 1 << 30), limit: 2 << 20, timeout: .milliseconds(1))
        for _ in 0..<3 { try await spool.append(ByteBuffer(repeating: 7, count: 1 << 20)) }
        await #expect(throws: SlowReaderError.self) { try await spool.append(ByteBuffer(repeating: 7, count: 1 << 20)) }
        let waiting = Self.spool(SpoolBudget(limit: 1 << 30), limit: 2 << 20)
        let filling = Task {
            for _ in 0..<10 { try await waiting.append(ByteBuffer(repeating: 7, count: 1 << 20)) }
            waiting.finish(.success(()))
        }
        #expect(try await Self.collect(waiting).count == 10 << 20)
        try await filling.value
    }

    @Test("A failure reaches the reader before the bytes appended earlier")
    func failure() async throws {
        let spool = Self.spool(SpoolBudget(limit: 1 << 30))
        try await spool.append(ByteBuffer(string: "some"))
        spool.finish(.failure(SlowBodyError()))
        await #expect(throws: SlowBodyError.self) { try await spool.next() }
    }

    @Test("A cancelled reader or writer stops waiting")
    func cancelled() async throws {
        let spool = Self.spool(SpoolBudget(limit: 1 << 30), limit: 0)
        let reader = Task { try await spool.next() }
        reader.cancel()
        await #expect(throws: CancellationError.self) { try await reader.value }
        try await spool.append(ByteBuffer(repeating: 7, count: 1 << 20))
        let writer = Task { try await spool.append(ByteBuffer(repeating: 7, count: 1 << 20)) }
        writer.cancel()
        await #expect(throws: CancellationError.self) { try await writer.value }
    }

    @Test("A spool's files are unlinked while they are open")
    func unlinkedFiles() async throws {
        let folder = NSTemporaryDirectory() + "weir-spool-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = Self.spool(SpoolBudget(folder: folder, limit: 1 << 30))
        for _ in 0..<3 { try await spool.append(ByteBuffer(repeating: 7, count: 1 << 20)) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
}
