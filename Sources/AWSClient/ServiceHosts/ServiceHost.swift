/// The signing name and the region of an AWS host.
///
/// Hosts have the form `service.region.suffix`, some with labels of the user in front, some without a region ("AWS service
/// endpoints", AWS General Reference). Many signing names differ from the host, so ``SigningNames`` has the name of every
/// host in AWS's SDKs; the name of any other host is a guess and marked as such.
package struct ServiceHost: Sendable, Hashable {
    /// The service's signing name.
    package let service: String
    /// The region.
    package let region: String
    /// A Boolean value that indicates whether the service is guessed from the host's form, or is one of several that share
    /// the host.
    package let isGuess: Bool

    /// The bucket in the host; `nil` for other services and hosts without a bucket.
    let bucket: String?

    /// Parses a host; nil if it is not one of AWS's.
    package init?(_ authority: String) {
        let host = authority.lowercased().prefix { $0 != ":" }
        guard let (ending, suffixRegion) = Self.endings.first(where: { host.hasSuffix("." + $0.suffix) }) else {
            return nil
        }
        var labels = host.dropLast(ending.utf8.count + 1).split(separator: ".").map(String.init)
        var region = suffixRegion
        if labels.last == "us-gov" { region = "us-gov-west-1" }
        if labels.last == "us-gov" || labels.last == "global" { labels.removeLast() }
        // A private endpoint: vpce-ID.SERVICE.REGION.vpce ("Access an AWS service using an interface VPC endpoint").
        if labels.last == "vpce" { labels = labels.dropLast().filter { !$0.hasPrefix("vpce-") } }
        // The region is before the suffix, or before the service as in search-domain.REGION.es.
        if labels.count > 1, let index = labels.indices.suffix(2).last(where: { Self.isRegion(labels[$0]) }) {
            region = labels.remove(at: index)
        }
        labels.removeAll { Self.plain($0).isEmpty }
        guard let last = labels.popLast() else { return nil }
        if last.hasPrefix("s3-"), Self.isRegion(last.dropFirst(3)) {
            // S3's hosts of before 2019, such as bucket.s3-us-west-2.
            region = String(last.dropFirst(3))
            labels.append("s3")
        } else {
            labels.append(last)
        }
        let plain = labels.map(Self.plain)
        let found = Self.lookUp(plain)
        service = found.service
        isGuess = found.isGuess
        bucket =
            plain.last == "s3" && found.own == plain.count - 1 && found.own > 0
            ? labels.dropLast().joined(separator: ".") : nil
        self.region = Self.regions[String(host)] ?? Self.regions[plain.joined(separator: ".")] ?? region
    }

    /// Looks up the labels, then again with the first ones treated as the user's own. An unknown service, or one without
    /// known hosts of that form, is a guess.
    private static func lookUp(_ labels: [String]) -> (service: String, isGuess: Bool, own: Int) {
        func entry(_ key: String) -> (name: String, isShared: Bool)? {
            names[key].map { names in (names[0], names.count > 1) }
        }
        if let (name, isShared) = entry(labels.joined(separator: ".")) { return (name, isShared, 0) }
        for own in labels.indices.dropFirst() {
            if let (name, isShared) = entry("*." + labels[own...].joined(separator: ".")) {
                return (name, isShared, own)
            }
        }
        for own in labels.indices.dropFirst() {
            if let (name, _) = entry(labels[own...].joined(separator: ".")) { return (name, true, own) }
        }
        return (labels[labels.count - 1], true, labels.count - 1)
    }

    /// A label without its FIPS or dual-stack marks and without a directory bucket's zone.
    private static func plain(_ label: String) -> String {
        if label.hasPrefix("s3express-") { return "s3express" }
        if label == "fips" || label == "dualstack" { return "" }
        var text = label.hasSuffix("-fips") ? String(label.dropLast(5)) : label
        text = text.replacing("-fips-", with: "-")
        return text.hasPrefix("fips-") ? String(text.dropFirst(5)) : text
    }

    /// `true` for words and a number, as in `eu-west-1` or `us-gov-east-1`.
    private static func isRegion(_ label: some StringProtocol) -> Bool {
        let parts = label.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, Int(number) != nil else { return false }
        return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter && $0.isASCII } }
    }

    // MARK: - Tables

    private static let names = table(SigningNames.names).mapValues { $0.split(separator: "|").map(String.init) }
    private static let regions = table(SigningNames.regions)

    /// The suffixes of hosts, the longest first, with the region of hosts without one.
    private static let endings: [(suffix: String, region: String)] = {
        let ofPartitions = Partition.all.flatMap {
            [(suffix: $0.suffix, region: $0.globalRegion), (suffix: $0.dualStackSuffix, region: $0.globalRegion)]
        }
        let others = [
            (suffix: "on.aws", region: "us-east-1"), (suffix: "aws.amazon.com", region: "us-east-1"),
            (suffix: "amazonaws.cn", region: "cn-northwest-1"),
            (suffix: "amazonaws-us-gov.com", region: "us-gov-west-1"),
        ]
        // The first partition of a suffix wins: `amazonaws.com` is not the US government's.
        return (ofPartitions + others).enumerated()
            .sorted { ($1.element.suffix.utf8.count, $0.offset) < ($0.element.suffix.utf8.count, $1.offset) }
            .map(\.element)
    }()

    private static func table(_ text: String) -> [String: String] {
        let entries = text.split(whereSeparator: \.isWhitespace).map { entry in
            let parts = entry.split(separator: "=", maxSplits: 1)
            return (String(parts[0]), String(parts[parts.count - 1]))
        }
        return Dictionary(entries) { first, _ in first }
    }
}
