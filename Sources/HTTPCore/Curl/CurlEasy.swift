internal import CCurl

/// A libcurl easy handle, used for one transfer at a time and only on libcurl's thread.
final class CurlEasy {
    let pointer: UnsafeMutableRawPointer

    init() throws(TransportError) {
        guard let pointer = curl_easy_init() else {
            throw TransportError(.unsupported, "libcurl could not allocate a handle for another exchange")
        }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
    }

    func reset() {
        curl_easy_reset(pointer)
    }

    func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(ccurl_easy_setopt_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, offset value: Int) throws(TransportError) {
        try check(ccurl_easy_setopt_offset(pointer, option, curl_off_t(value)), option)
    }

    /// Sets a string, which libcurl copies.
    func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(ccurl_easy_setopt_string(pointer, option, value), option)
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) throws(TransportError) {
        try check(ccurl_easy_setopt_pointer(pointer, option, value), option)
    }

    func set(_ option: CURLoption, list value: UnsafeMutablePointer<curl_slist>?) throws(TransportError) {
        try check(ccurl_easy_setopt_list(pointer, option, value), option)
    }

    func set(_ option: CURLoption, callback value: @escaping ccurl_data_callback) throws(TransportError) {
        try check(ccurl_easy_setopt_data_callback(pointer, option, value), option)
    }

    func info(_ info: CURLINFO) -> Int {
        Int(ccurl_easy_getinfo_offset(pointer, info))
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(TransportError) {
        guard code == CURLE_OK else {
            throw TransportError(
                .unsupported,
                "libcurl rejects option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))."
                    + " Version 7.85 or later is required")
        }
    }
}
