public import CloudFormation

/// The image of a container. A tag that moves (`latest`, or none) is refused, so that the tested image is the one that runs.
public struct ContainerImage: Sendable, Hashable {
    /// The registry of an image.
    public enum Registry: Sendable, Hashable {
        /// ECR in the account and region of the deployment.
        case own
        /// ECR in another account or region.
        case ecr(account: String, region: String, host: String)
        /// Any other registry.
        case other(host: String)
    }

    /// An invalid image reference.
    public struct ReferenceError: Error, Hashable, CustomStringConvertible {
        /// The valid references in words.
        public let expected: String

        /// The valid references.
        public var description: String { "the image's reference is not valid; expected \(expected)" }
    }

    /// The registry.
    public let registry: Registry
    /// The repository's path.
    public let repository: String
    /// `:tag` or `@sha256:digest`.
    public let version: String

    /// Reads `repository:tag`, `repository@sha256:…` or the same with a registry's host in front.
    public init(_ text: String) throws(ReferenceError) {
        let form = ReferenceError(
            expected: "an image such as weir:1.2.0, weir@sha256:<64 hex digits> or registry.example.com/weir:1.2.0")
        var rest = Substring(text)
        var version = ""
        if let at = rest.firstIndex(of: "@") {
            let digest = rest[rest.index(after: at)...]
            guard digest.hasPrefix("sha256:"), digest.utf8.count == 71,
                digest.dropFirst(7).utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
            else { throw ReferenceError(expected: "@sha256: followed by 64 hexadecimal digits") }
            version = "@" + digest
            rest = rest[..<at]
            // A tag beside a digest has no effect.
            if let colon = ContainerImage.tagColon(in: rest) { rest = rest[..<colon] }
        } else if let colon = ContainerImage.tagColon(in: rest) {
            let tag = rest[rest.index(after: colon)...]
            guard ContainerImage.isTag(tag) else { throw form }
            guard tag != "latest" else {
                throw ReferenceError(expected: "a tag that never moves; \"latest\" names another image tomorrow")
            }
            version = ":" + tag
            rest = rest[..<colon]
        } else {
            throw ReferenceError(
                expected: "a tag or a digest after the name; without one it means \"latest\", which moves")
        }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first else { throw form }
        let hasHost = parts.count > 1 && (first.contains(".") || first.contains(":") || first == "localhost")
        let path = hasHost ? parts.dropFirst() : parts[...]
        guard !path.isEmpty, path.allSatisfy(ContainerImage.isPathPart), rest.utf8.count <= 255,
            !hasHost || ContainerImage.isHost(first)
        else { throw form }
        repository = path.joined(separator: "/")
        self.version = version
        registry = hasHost ? ContainerImage.registry(host: String(first)) : .own
    }

    /// The reference in a task definition.
    public var reference: TemplateValue<String> {
        switch registry {
        case .own: "\(AWS.accountID).dkr.ecr.\(AWS.region).\(AWS.urlSuffix)/\(repository)\(version)"
        case .ecr(_, _, let host), .other(let host): .literal("\(host)/\(repository)\(version)")
        }
    }

    /// Allows the grantee to pull this image, if it is in ECR.
    public func grantPull(to grantee: some Grantee) {
        let repositoryARN: TemplateValue<String>
        switch registry {
        case .own: repositoryARN = "arn:\(AWS.partition):ecr:\(AWS.region):\(AWS.accountID):repository/\(repository)"
        case .ecr(let account, let region, _):
            repositoryARN = "arn:\(AWS.partition):ecr:\(region):\(account):repository/\(repository)"
        case .other: return
        }
        grantee.grant(
            PolicyStatement(
                actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources: [repositoryARN]))
        // The token belongs to the account, so the action takes no resource ("Actions, resources, and
        // condition keys for Amazon Elastic Container Registry").
        grantee.grant(PolicyStatement(actions: ["ecr:GetAuthorizationToken"], resources: ["*"]))
    }

    private static func tagColon(in text: Substring) -> Substring.Index? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        return text[colon...].contains("/") ? nil : colon
    }

    private static func isTag(_ tag: Substring) -> Bool {
        guard let first = tag.utf8.first, tag.utf8.count <= 128, first != 45, first != 46 else { return false }
        return tag.utf8.allSatisfy { isAlphanumeric($0) || [45, 46, 95].contains($0) || (65...90).contains($0) }
    }

    /// Lower-case words joined by `.`, `_`, `__` or hyphens (OCI distribution specification).
    private static func isPathPart(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, let last = part.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return part.utf8.allSatisfy { isAlphanumeric($0) || [45, 46, 95].contains($0) }
    }

    private static func isHost(_ host: Substring) -> Bool {
        host.utf8.allSatisfy { isAlphanumeric($0) || (65...90).contains($0) || [45, 46, 58].contains($0) }
    }

    /// Digits and lower-case letters.
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte)
    }

    private static func registry(host: String) -> Registry {
        let labels = host.split(separator: ".").map(String.init)
        guard labels.count >= 6, labels[1] == "dkr", labels[2] == "ecr", labels[4] == "amazonaws",
            labels[0].utf8.count == 12, labels[0].utf8.allSatisfy({ (48...57).contains($0) })
        else { return .other(host: host) }
        return .ecr(account: labels[0], region: labels[3], host: host)
    }
}
