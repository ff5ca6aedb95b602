internal import CCurl

/// The owner of a loop: releasing the last reference shuts the loop down.
final class CurlLoopOwner: Sendable {
    let mailbox: CurlMailbox

    // libcurl requires one call per process, before any other.
    private static let globalResult = ccurl_global_init()

    init(configuration: CurlTransport.Configuration) throws(TransportError) {
        guard Self.globalResult == CURLE_OK, let pointer = curl_multi_init() else {
            throw TransportError(.unsupported, "libcurl could not be initialized")
        }
        let multi = MultiHandle(pointer: pointer)
        mailbox = CurlMailbox(waking: multi)
        guard CurlThread.begin(CurlThread.Start(multi: multi, mailbox: mailbox, configuration: configuration)) else {
            _ = mailbox.close()
            _ = curl_multi_cleanup(pointer)
            throw TransportError(.unsupported, "the system could not start a thread for libcurl")
        }
    }

    deinit {
        mailbox.post(.shutDown)
    }
}
