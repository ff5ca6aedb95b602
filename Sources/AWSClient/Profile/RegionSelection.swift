internal import Diagnostics

/// The region to call, with the setting it comes from.
///
/// Source: "AWS Region", AWS SDKs and Tools Reference Guide. The region of the EC2 instance is not used: a program that
/// changes resources states the region.
public struct RegionSelection: Sendable, Hashable {
    /// The region's name, such as `eu-central-1`.
    public let name: String
    /// The setting it comes from, for people: `AWS_REGION`, `profile staging`.
    public let origin: String

    /// Selects the region: an explicit one, else `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's `region`.
    /// - Parameters:
    ///   - region: The explicit region, if there is one.
    ///   - environment: The environment.
    ///   - configuration: The shared configuration.
    /// - Throws: ``RegionError`` if no region is set, or it cannot be part of a host name.
    package init(
        region: String? = nil, environment: AWSEnvironment, configuration: SharedConfiguration
    ) throws(RegionError) {
        let profile = configuration.selection.name
        let candidates: [(name: String?, origin: String)] = [
            (region, "the explicit region"), (environment["AWS_REGION"], "AWS_REGION"),
            (environment["AWS_DEFAULT_REGION"], "AWS_DEFAULT_REGION"),
            (configuration.setting("region"), "profile \(profile.profileForMessage)"),
        ]
        for case (let name?, let origin) in candidates {
            guard Self.isRegion(name) else { throw RegionError(.malformed(name, origin: origin)) }
            self.name = name
            self.origin = origin
            return
        }
        throw RegionError(.missing(profile: profile))
    }

    /// `true` if a name can be a label of a host name (RFC 1035 section 2.3.1), which a region becomes.
    private static func isRegion(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count) && !name.hasPrefix("-") && !name.hasSuffix("-")
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

/// An error of selecting a region.
public struct RegionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of error.
    public enum Kind: Sendable, Hashable {
        /// No region is set.
        case missing(profile: String)
        /// The configured region is malformed.
        case malformed(String, origin: String)
    }

    /// The kind of error.
    public let kind: Kind

    init(_ kind: Kind) {
        self.kind = kind
    }

    /// A message with the problem and the remedy.
    public var description: String {
        switch kind {
        case .missing(let profile):
            "no region is set; set AWS_REGION, such as eu-central-1, or region in profile \(profile.profileForMessage)"
        case .malformed(let name, let origin):
            "\(SafeDescription.word(name)), from \(origin), is not a region; expected lower-case letters, digits and hyphens, such as eu-central-1"
        }
    }
}
