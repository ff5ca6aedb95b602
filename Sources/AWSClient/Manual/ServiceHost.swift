/// The service and the region that a host of AWS's tells.
///
/// Hosts are `service.region.suffix`, with a bucket or an id in front or without a region; "AWS service endpoints", AWS
/// General Reference. A few are named otherwise than they are signed.
public struct ServiceHost: Sendable, Hashable {
    /// The service's signing name.
    public let service: String
    /// The region.
    public let region: String

    /// Reads a host; nil if it is none of AWS's.
    public init?(_ authority: String) {
        let host = authority.lowercased().prefix { $0 != ":" }
        if let found = Self.lambda(host) {
            self = found
            return
        }
        let endings = Partition.all.flatMap { [("." + $0.suffix, $0), ("." + $0.dualStackSuffix, $0)] }
            .sorted { $0.0.count > $1.0.count }
        guard let (ending, partition) = endings.first(where: { host.hasSuffix($0.0) }) else { return nil }
        let labels = host.dropLast(ending.count).split(separator: ".").map(String.init).filter { $0 != "dualstack" }
        guard let last = labels.last else { return nil }
        if let index = labels.lastIndex(where: Self.isRegion), index > 0 {
            self.init(name: labels[index - 1], region: labels[index])
        } else if last == "us-gov", labels.count > 1 {
            self.init(name: labels[labels.count - 2], region: partition.globalRegion)
        } else if last == "global", labels.count > 1 {
            self.init(name: labels[labels.count - 2], region: partition.globalRegion)
        } else {
            self.init(name: last, region: partition.globalRegion)
        }
    }

    private init(name: String, region: String) {
        let plain = name.hasSuffix("-fips") ? String(name.dropLast(5)) : name
        service = Self.signingNames[plain] ?? plain
        self.region = region
    }

    /// Host names that are not signing names.
    private static let signingNames = ["email": "ses", "appstream2": "appstream", "data-ats": "iotdata"]

    private static func lambda(_ host: Substring) -> ServiceHost? {
        let labels = host.split(separator: ".").map(String.init)
        guard host.hasSuffix(".on.aws"), labels.count == 5, labels[1] == "lambda-url" else { return nil }
        return ServiceHost(name: "lambda", region: labels[2])
    }

    /// `eu-west-1`, `us-gov-east-1`: words, then a number.
    private static func isRegion(_ label: String) -> Bool {
        let parts = label.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, Int(number) != nil else { return false }
        return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter && $0.isASCII } }
    }
}
