import Diagnostics

/// The URL that one signal is exported to.
package struct OTLPEndpoint: Sendable, Hashable {
    /// The signature that an endpoint of AWS demands.
    package struct Signing: Sendable, Hashable {
        /// The service's name in signatures.
        package let service: String
        /// The region.
        package let region: String
    }

    /// `http` or `https`.
    package let scheme: String
    /// The host, with its port if the URL has one.
    package let authority: String
    /// The path.
    package let path: String

    /// Parses a URL.
    ///
    /// - Parameters:
    ///   - suffix: The path that is appended to a base URL; `nil` for a URL that is used as it is.
    /// - Throws: ``SettingsError``, which repeats neither a login nor the query.
    init(_ text: String, appending suffix: String?, of setting: Setting) throws(SettingsError) {
        let expected = "http://HOST:PORT or https://HOST, with a path if the receiver has one"
        guard let separator = text.firstRange(of: "://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !text.contains(where: { "@?#\"<>\\^`{|}".contains($0) })
        else { throw SettingsError(setting, got: SafeDescription.url(text), expected: expected) }
        scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        authority = rest[..<slash].lowercased()
        guard scheme == "http" || scheme == "https", !authority.isEmpty, !authority.hasPrefix(":") else {
            throw SettingsError(setting, got: SafeDescription.url(text), expected: expected)
        }
        var path = String(rest[slash...])
        if let suffix {
            while path.hasSuffix("/") { path.removeLast() }
            path += suffix
        }
        self.path = path.isEmpty ? "/" : path
        guard signing == nil || scheme == "https" else {
            throw SettingsError(setting, got: SafeDescription.url(text), expected: "https for an endpoint of AWS")
        }
    }

    /// The signature that the endpoint demands; `nil` for a receiver that is not one of AWS's.
    ///
    /// Source: "OTLP endpoints", Amazon CloudWatch User Guide.
    package var signing: Signing? {
        let host = authority.prefix { $0 != ":" }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let domains = [["amazonaws", "com"], ["amazonaws", "com", "cn"], ["api", "aws"]]
        guard labels.count > 2, ["xray", "monitoring", "logs"].contains(labels[0]),
            domains.contains(labels.dropFirst(2).map { String($0) })
        else { return nil }
        return Signing(service: String(labels[0]), region: String(labels[1]))
    }
}
