internal import CCurl
internal import HTTPTypes

/// One transfer on libcurl's thread: the handle, the memory it points to, and its callbacks.
final class CurlTransfer {
    let easy: CurlEasy
    let exchange: CurlExchange
    private let request: CurlRequest
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var body: UnsafeMutablePointer<UInt8>?
    private let message: UnsafeMutablePointer<CChar>
    private var parser: ResponseHeadParser
    private var bodyBytes = 0

    init(_ easy: CurlEasy, _ request: CurlRequest, _ exchange: CurlExchange) {
        self.easy = easy
        self.request = request
        self.exchange = exchange
        self.parser = ResponseHeadParser(limit: request.limits.headBytes)
        self.message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    // libcurl uses the list, the body and the message until the loop resets the handle, which it does before it
    // releases the transfer.
    deinit {
        curl_slist_free_all(fields)
        body?.deallocate()
        message.deallocate()
    }

    /// Resumes a paused transfer.
    func resume() {
        _ = ccurl_easy_resume(easy.pointer)
    }

    // MARK: - Configuration

    func configure(_ configuration: CurlTransport.Configuration) throws(TransportError) {
        try easy.set(CURLOPT_ERRORBUFFER, pointer: message)
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_URL, request.url)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_PATH_AS_IS, 1)
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.wholeMilliseconds)
        if let total = request.timeouts.total { try easy.set(CURLOPT_TIMEOUT_MS, total.wholeMilliseconds) }
        // This option fails if libcurl lacks HTTP/2; HTTP/1.1 is used then.
        _ = try? easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try configureTLS(configuration)
        try configureProxy(configuration)
        try configureBody()
        try configureFields()
        try configureCallbacks()
    }

    private func configureTLS(_ configuration: CurlTransport.Configuration) throws(TransportError) {
        try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.certificateAuthorities { try easy.set(CURLOPT_CAINFO, file) }
    }

    private func configureProxy(_ configuration: CurlTransport.Configuration) throws(TransportError) {
        switch configuration.proxy {
        case .environment: break
        // An empty string makes libcurl ignore the environment.
        case .none: try easy.set(CURLOPT_PROXY, "")
        case .url(let url): try easy.set(CURLOPT_PROXY, url)
        }
    }

    private func configureBody() throws(TransportError) {
        switch request.body.storage {
        case .bytes(let bytes):
            if request.method == .head {
                try easy.set(CURLOPT_NOBODY, 1)
            } else if bytes.isEmpty && ![.post, .put, .patch].contains(request.method) {
                try easy.set(CURLOPT_HTTPGET, 1)
            } else {
                let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
                bytes.withUnsafeBufferPointer { source in
                    if let start = source.baseAddress { copy.initialize(from: start, count: source.count) }
                }
                body = copy
                try easy.set(CURLOPT_POST, 1)
                try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: bytes.count)
                try easy.set(CURLOPT_POSTFIELDS, pointer: copy)
            }
        case .stream:
            try easy.set(CURLOPT_UPLOAD, 1)
            try easy.set(CURLOPT_INFILESIZE_LARGE, offset: request.contentLength ?? -1)
        }
        try easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    private func configureFields() throws(TransportError) {
        // libcurl adds these by default; a name without a value suppresses them.
        for name in ["Accept", "Content-Type", "Expect"] {
            if let fieldName = HTTPField.Name(name), !request.fields.contains(fieldName) {
                try append("\(name):")
            }
        }
        for field in request.fields {
            // A semicolon stands for an empty value, because a colon alone means removal.
            try append(field.value.isEmpty ? "\(field.name.rawName);" : "\(field.name.rawName): \(field.value)")
        }
        try easy.set(CURLOPT_HTTPHEADER, list: fields)
    }

    private func append(_ line: String) throws(TransportError) {
        guard let longer = curl_slist_append(fields, line) else {
            throw TransportError(.unsupported, "libcurl could not allocate the request's header fields")
        }
        fields = longer
    }

    private func configureCallbacks() throws(TransportError) {
        // Unretained: the loop holds the transfer while libcurl can call it.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_HEADERDATA, pointer: context)
        try easy.set(CURLOPT_WRITEDATA, pointer: context)
        try easy.set(CURLOPT_READDATA, pointer: context)
        try easy.set(CURLOPT_HEADERFUNCTION) { data, size, count, context in
            CurlTransfer.from(context)?.receiveHeadLine(CurlTransfer.bytes(data, size * count)) ?? 0
        }
        try easy.set(CURLOPT_WRITEFUNCTION) { data, size, count, context in
            CurlTransfer.from(context)?.receiveBody(CurlTransfer.bytes(data, size * count)) ?? 0
        }
        try easy.set(CURLOPT_READFUNCTION) { data, size, count, context in
            let buffer = UnsafeMutableRawBufferPointer(start: data, count: size * count)
            return CurlTransfer.from(context)?.sendBody(buffer.bindMemory(to: UInt8.self))
                ?? Int(CURL_READFUNC_ABORT)
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func bytes(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeRawBufferPointer(start: data, count: count).bindMemory(to: UInt8.self)
    }

    // MARK: - Callbacks

    // Each returns the number of bytes it accepted; any other number makes libcurl abort the transfer.

    private func receiveHeadLine(_ line: UnsafeBufferPointer<UInt8>) -> Int {
        do throws(TransportError) {
            if let head = try parser.take(line) {
                try checkDeclaredLength(head)
                exchange.received(head)
            }
            return line.count
        } catch {
            exchange.abort(error)
            return -1
        }
    }

    /// Throws if the declared length of the body exceeds the limit, before any of it is read.
    private func checkDeclaredLength(_ head: HTTPResponse) throws(TransportError) {
        guard request.method != .head, let length = head.headerFields[.contentLength].flatMap({ Int($0) }),
            length > request.limits.bodyBytes
        else { return }
        throw bodyTooLarge
    }

    private func receiveBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard bodyBytes + bytes.count <= request.limits.bodyBytes else {
            exchange.abort(bodyTooLarge)
            return -1
        }
        switch exchange.received(bytes) {
        case .proceed(let count):
            bodyBytes += count
            return count
        case .pause: return Int(CURL_WRITEFUNC_PAUSE)
        case .abort: return -1
        }
    }

    private func sendBody(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        switch exchange.fill(buffer) {
        case .proceed(let count): count
        case .pause: Int(CURL_READFUNC_PAUSE)
        case .abort: Int(CURL_READFUNC_ABORT)
        }
    }

    private var bodyTooLarge: TransportError {
        TransportError(
            .bodyTooLarge, "the response's body exceeds the limit of \(request.limits.bodyBytes) bytes")
    }

    // MARK: - Outcome

    /// The outcome of a transfer that ended with `code`.
    func outcome(of code: CURLcode) -> Result<Void, TransportError> {
        if let abortion = exchange.abortion { return .failure(abortion) }
        guard code != CURLE_OK else {
            return parser.isComplete
                ? .success(())
                : .failure(TransportError(.malformedResponse, "the response has no status line and header"))
        }
        let text = String(cString: message)
        let reason = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        return .failure(TransportError(kind(of: code), reason))
    }

    private func kind(of code: CURLcode) -> TransportError.Kind {
        // Zero until the connection, TLS included, is established.
        let isConnected = easy.info(CURLINFO_PRETRANSFER_TIME_T) > 0
        let elapsed = Duration.microseconds(easy.info(CURLINFO_TOTAL_TIME_T))
        let isConnectTimeout = !isConnected && elapsed < request.timeouts.total ?? elapsed + .seconds(1)
        return TransportError.Kind(code, isConnectTimeout: isConnectTimeout)
    }
}

extension Duration {
    /// The duration rounded up and clamped to libcurl's range; zero would mean no limit.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
