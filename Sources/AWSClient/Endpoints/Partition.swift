/// A part of AWS with its own accounts, regions and domain names.
///
/// Source: `partitions.json` of AWS's SDKs, as of 2026.
package struct Partition: Sendable, Hashable {
    /// The second part of an ARN, such as `aws` or `aws-cn`.
    package let id: String
    /// The suffix of hosts, such as `amazonaws.com`.
    package let suffix: String
    /// The suffix of dual-stack hosts (IPv4 and IPv6), such as `api.aws`.
    package let dualStackSuffix: String
    /// The signing region of global services.
    package let globalRegion: String

    private let regionPrefixes: [String]
    private let pseudoRegion: String?

    /// All partitions. The first is the default for an unknown region.
    package static let all: [Partition] = [
        Partition(
            id: "aws", suffix: "amazonaws.com", dualStackSuffix: "api.aws", globalRegion: "us-east-1",
            regionPrefixes: ["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"], pseudoRegion: "aws-global"),
        Partition(
            id: "aws-cn", suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn",
            globalRegion: "cn-northwest-1", regionPrefixes: ["cn-"], pseudoRegion: "aws-cn-global"),
        Partition(
            id: "aws-us-gov", suffix: "amazonaws.com", dualStackSuffix: "api.aws", globalRegion: "us-gov-west-1",
            regionPrefixes: ["us-gov-"], pseudoRegion: "aws-us-gov-global"),
        Partition(
            id: "aws-eusc", suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu",
            globalRegion: "eusc-de-east-1", regionPrefixes: ["eusc-de-"], pseudoRegion: nil),
        Partition(
            id: "aws-iso", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov", globalRegion: "us-iso-east-1",
            regionPrefixes: ["us-iso-"], pseudoRegion: "aws-iso-global"),
        Partition(
            id: "aws-iso-b", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud",
            globalRegion: "us-isob-east-1", regionPrefixes: ["us-isob-"], pseudoRegion: "aws-iso-b-global"),
        Partition(
            id: "aws-iso-e", suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk",
            globalRegion: "eu-isoe-west-1", regionPrefixes: ["eu-isoe-"], pseudoRegion: "aws-iso-e-global"),
        Partition(
            id: "aws-iso-f", suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov",
            globalRegion: "us-isof-south-1", regionPrefixes: ["us-isof-"], pseudoRegion: "aws-iso-f-global"),
    ]

    /// The partition of a region: the one with the longest matching prefix, or `aws` for an unknown region, as in AWS's
    /// SDKs.
    package static func of(region: String) -> Partition {
        var best: (partition: Partition, length: Int) = (all[0], 0)
        for partition in all {
            if partition.pseudoRegion == region { return partition }
            for prefix in partition.regionPrefixes where region.hasPrefix(prefix) && prefix.utf8.count > best.length {
                best = (partition, prefix.utf8.count)
            }
        }
        return best.partition
    }
}
