import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import AnalyticsAPI

@Suite(.timeLimit(.minutes(1))) struct AcceptedConnectionTests {
    /// NIO used to end the process here: "Deinited NIOAsyncWriter without calling finish()".
    @Test("A connection that a stopping server accepts and never serves is closed", arguments: [true, false])
    func unserved(isActiveBefore: Bool) async throws {
        let channel = NIOAsyncTestingChannel()
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        if isActiveBefore { try await channel.connect(to: address).get() }
        let setup = GuardedChannel(
            responder: { _, _, _ in Issue.record("a request was answered") }, limits: ServerLimits(),
            newRequestID: { "0" }, logger: Logger(label: "test"))
        try await channel.testingEventLoop.flatSubmit {
            setup.setup(channel: channel, logger: setup.logger).map { _ in }
        }.get()
        if !isActiveBefore { channel.connect(to: address, promise: nil) }
        try await channel.closeFuture.get()
    }
}
