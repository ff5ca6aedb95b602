internal import CCurl

/// Keeps a loop running as long as anyone holds this.
final class CurlLoopOwner: Sendable {
    let mailbox: CurlMailbox

    // libcurl wants this once in a process, before anything else.
    private static let globalResult = ccurl_global_init()

    init(configuration: CurlTransport.Configuration) throws(TransportError) {
        guard Self.globalResult == CURLE_OK, let pointer = curl_multi_init() else {
            throw TransportError(.unsupported, "libcurl could not be initialised")
        }
        let multi = MultiHandle(pointer: pointer)
        mailbox = CurlMailbox(waking: multi)
        guard CurlThread.begin(CurlThread.Start(multi: multi, mailbox: mailbox, configuration: configuration)) else {
            _ = mailbox.close()
            _ = curl_multi_cleanup(pointer)
            throw TransportError(.unsupported, "no thread could be started for libcurl")
        }
    }

    deinit {
        mailbox.post(.shutDown)
    }
}
