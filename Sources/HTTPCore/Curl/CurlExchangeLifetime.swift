/// The caller's reference to an exchange; releasing the last one cancels the exchange.
final class CurlExchangeLifetime: Sendable {
    private let exchange: CurlExchange
    private let loop: CurlLoopOwner

    init(exchange: CurlExchange, loop: CurlLoopOwner) {
        self.exchange = exchange
        self.loop = loop
    }

    deinit {
        cancel()
    }

    func start(_ request: CurlRequest) {
        loop.mailbox.post(.start(request, exchange))
        guard case .stream(_, _, let make) = request.body.storage else { return }
        // A server may respond before it has read the whole body, so the pump outlives `send`. It ends with the exchange:
        // `offer` then returns `false`, and `completed` cancels the pump in case the body's sequence is waiting.
        let (exchange, mailbox) = (exchange, loop.mailbox)
        let pump = Task {
            var failure: (any Error)?
            do {
                try await Self.pump(make(), into: exchange, waking: mailbox)
            } catch {
                failure = error
            }
            if exchange.finishUpload(failure) { mailbox.post(.resume(exchange)) }
        }
        exchange.whenCompleted { pump.cancel() }
    }

    func cancel() {
        let error = TransportError(.cancelled, "the exchange was cancelled")
        if exchange.completed(.failure(error)) { loop.mailbox.post(.cancel(exchange)) }
    }

    func nextPiece() async throws(TransportError) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await exchange.nextPiece { loop.mailbox.post(.resume(exchange)) }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// Passes the pieces of a body to libcurl's thread. The piece that completes a declared length is held back until the
    /// sequence has ended: a server responds once it has the declared bytes, and a longer body would go unnoticed.
    private static func pump(
        _ pieces: RequestBody.Pieces, into exchange: CurlExchange, waking mailbox: CurlMailbox
    ) async throws {
        let wake = { mailbox.post(.resume(exchange)) }
        var total = 0
        var last: [UInt8]?
        for try await piece in pieces where !piece.isEmpty {
            total += piece.count
            if let declared = exchange.declaredUpload {
                guard total <= declared else { throw CurlExchange.BodyLengthError(got: total) }
                if total == declared {
                    last = piece
                    continue
                }
            }
            guard await exchange.offer(piece, wake: wake) else { return }
        }
        if let declared = exchange.declaredUpload, total < declared { throw CurlExchange.BodyLengthError(got: total) }
        if let last { _ = await exchange.offer(last, wake: wake) }
    }
}
