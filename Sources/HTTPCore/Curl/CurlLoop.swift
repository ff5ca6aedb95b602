internal import CCurl

/// The event loop of libcurl's multi interface, confined to its thread.
final class CurlLoop {
    private let multi: UnsafeMutableRawPointer
    private let mailbox: CurlMailbox
    private let configuration: CurlTransport.Configuration
    private var transfers: [ObjectIdentifier: CurlTransfer] = [:]
    private var byHandle: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    /// Idle handles for reuse; creating one costs several allocations.
    private var idleHandles: [CurlEasy] = []

    init(_ start: CurlThread.Start) {
        multi = start.multi.pointer
        mailbox = start.mailbox
        configuration = start.configuration
        ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, max(1, configuration.idleConnections))
        ccurl_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, configuration.connectionsPerHost))
    }

    func run() {
        var isShuttingDown = false
        while !isShuttingDown {
            for message in mailbox.take() {
                if case .shutDown = message { isShuttingDown = true }
                handle(message)
            }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishTransfers()
            if !isShuttingDown {
                // Returns for a socket, a timer of libcurl or a message.
                curl_multi_poll(multi, nil, 0, 60_000, nil)
            }
        }
        for message in mailbox.close() { handle(message) }
        for transfer in transfers.values {
            end(transfer, .failure(TransportError(.cancelled, "the transport has been shut down")))
        }
        idleHandles = []
        curl_multi_cleanup(multi)
    }

    private func handle(_ message: CurlMailbox.Message) {
        switch message {
        case .start(let request, let exchange): start(request, exchange)
        case .resume(let exchange): transfers[ObjectIdentifier(exchange)]?.resume()
        case .cancel(let exchange):
            if let transfer = transfers[ObjectIdentifier(exchange)] {
                end(transfer, .failure(TransportError(.cancelled, "the exchange was cancelled")))
            }
        case .shutDown: break
        }
    }

    private func start(_ request: CurlRequest, _ exchange: CurlExchange) {
        guard !exchange.isCompleted else { return }
        do throws(TransportError) {
            let easy = if let idle = idleHandles.popLast() { idle } else { try CurlEasy() }
            let transfer = CurlTransfer(easy, request, exchange)
            do throws(TransportError) {
                try begin(transfer)
            } catch {
                transfer.easy.reset()
                throw error
            }
        } catch {
            exchange.completed(.failure(error))
        }
    }

    private func begin(_ transfer: CurlTransfer) throws(TransportError) {
        try transfer.configure(configuration)
        let code = curl_multi_add_handle(multi, transfer.easy.pointer)
        guard code == CURLM_OK else {
            throw TransportError(.unsupported, "libcurl could not start the exchange: code \(code.rawValue)")
        }
        transfers[ObjectIdentifier(transfer.exchange)] = transfer
        byHandle[transfer.easy.pointer] = transfer
    }

    private func finishTransfers() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            let result = ccurl_message_result(message)
            guard result >= 0, let easy = message.pointee.easy_handle, let transfer = byHandle[easy] else { continue }
            end(transfer, transfer.outcome(of: CURLcode(UInt32(result))))
        }
    }

    private func end(_ transfer: CurlTransfer, _ outcome: Result<Void, TransportError>) {
        transfers[ObjectIdentifier(transfer.exchange)] = nil
        byHandle[transfer.easy.pointer] = nil
        // Removing an unfinished transfer closes its connection, or its stream in HTTP/2.
        curl_multi_remove_handle(multi, transfer.easy.pointer)
        transfer.exchange.completed(outcome)
        // Clears pointers to memory of the transfer, which is released next.
        transfer.easy.reset()
        if idleHandles.count < 16 { idleHandles.append(transfer.easy) }
    }
}
