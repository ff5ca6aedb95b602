internal import Diagnostics

/// The region to call, and who chose it.
///
/// "AWS Region", AWS SDKs and Tools Reference Guide. The instance's own region is not asked for: a program that
/// changes something says where.
public struct RegionSelection: Sendable, Hashable {
    /// The region's name, such as `eu-central-1`.
    public let name: String
    /// Who chose it, for people: `AWS_REGION`, `profile staging`.
    public let origin: String

    /// Finds the region: the one asked for, else `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's `region`.
    /// - Parameters:
    ///   - region: The region asked for, if one was.
    ///   - environment: The environment.
    ///   - configuration: The shared configuration.
    /// - Throws: ``RegionError`` if there is none, or one that could be no part of a host's name.
    public init(
        region: String? = nil, environment: AWSEnvironment, configuration: SharedConfiguration
    ) throws(RegionError) {
        let profile = configuration.selection.name
        let candidates: [(name: String?, origin: String)] = [
            (region, "the region asked for"), (environment["AWS_REGION"], "AWS_REGION"),
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

    /// Whether a name can be a label of a host's name (RFC 1035 section 2.3.1), as a region becomes one.
    private static func isRegion(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count) && !name.hasPrefix("-") && !name.hasSuffix("-")
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

/// Why there is no region to call.
public struct RegionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Sendable, Hashable {
        /// Nobody chose one.
        case missing(profile: String)
        /// What was chosen is no region.
        case malformed(String, origin: String)
    }

    /// What is wrong.
    public let problem: Problem

    init(_ problem: Problem) {
        self.problem = problem
    }

    /// What is wrong and what to do.
    public var description: String {
        switch problem {
        case .missing(let profile):
            "no region is set; set AWS_REGION, such as eu-central-1, or region in profile \(profile.profileForMessage)"
        case .malformed(let name, let origin):
            "\(SafeDescription.word(name)), from \(origin), is no region; expected small letters, digits and hyphens, such as eu-central-1"
        }
    }
}
