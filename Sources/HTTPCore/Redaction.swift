public import HTTPTypes

/// Rules for redacting secrets in descriptions of requests and responses.
public struct Redaction: Sendable {
    /// The names of fields whose values are secret, in lower case.
    public var fieldNames: Set<String>
    /// The names of query parameters whose values are secret, in lower case.
    public var parameterNames: Set<String>

    /// The text that replaces a secret.
    public static let mark = "<redacted>"

    /// The fields and parameters that carry credentials in HTTP and AWS's protocols.
    public static let standard = Redaction(
        fieldNames: [
            "authorization", "cookie", "proxy-authorization", "set-cookie", "x-amz-security-token",
            "x-amz-server-side-encryption-customer-key", "x-amz-copy-source-server-side-encryption-customer-key",
            "x-api-key", "x-aws-ec2-metadata-token",
        ],
        parameterNames: [
            "x-amz-security-token", "x-amz-signature", "x-amz-credential", "access_token", "token", "password",
            "webidentitytoken",
        ])

    /// Creates a redaction.
    /// - Parameters:
    ///   - fieldNames: The names of secret fields, in lower case.
    ///   - parameterNames: The names of secret query parameters, in lower case.
    public init(fieldNames: Set<String>, parameterNames: Set<String>) {
        self.fieldNames = fieldNames
        self.parameterNames = parameterNames
    }

    /// Returns the fields with ``mark`` in place of secret values.
    public func redact(_ fields: HTTPFields) -> HTTPFields {
        var output = HTTPFields()
        for var field in fields {
            if fieldNames.contains(field.name.canonicalName) { field.value = Self.mark }
            output.append(field)
        }
        return output
    }

    /// Returns the path and query with ``mark`` in place of secret parameters' values.
    public func redact(path: String) -> String {
        guard let mark = path.firstIndex(of: "?") else { return path }
        let items = path[path.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
            .map { item -> String in
                guard let equals = item.firstIndex(of: "=") else { return String(item) }
                let name = item[..<equals].lowercased()
                return parameterNames.contains(name) ? item[...equals] + Self.mark : String(item)
            }
        return path[...mark] + items.joined(separator: "&")
    }

    /// A request's method, URL and fields in one line, with secrets redacted.
    public func describe(_ request: HTTPRequest) -> String {
        let url = "\(request.scheme ?? "")://\(request.authority ?? "")\(redact(path: request.path ?? "/"))"
        return "\(request.method.rawValue) \(url)" + describe(request.headerFields)
    }

    /// A response's status and fields in one line, with secrets redacted.
    public func describe(_ response: HTTPResponse) -> String {
        "\(response.status.code)" + describe(response.headerFields)
    }

    private func describe(_ fields: HTTPFields) -> String {
        fields.isEmpty ? "" : " [" + redact(fields).map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "]"
    }
}
