/// The rule for a service's hosts. No template fits all services: each rule follows the endpoints that AWS publishes for its
/// service, and a test compares every region and variant with botocore.
package enum EndpointRule: Sendable, Hashable {
    /// A host in each region.
    case regional(Regional)
    /// S3's hosts, with `dualstack` in their name.
    case s3
    /// One host for all regions of a partition, by the partition's id.
    case global([String: Global])

    /// A service with a host in each region: `prefix.region.suffix`, and `prefix-fips.region.suffix`.
    package struct Regional: Sendable, Hashable {
        /// The beginning of the host.
        package let prefix: String
        /// The beginning of a FIPS or dual-stack host, if it differs.
        var variantPrefix: String?
        /// `true` if the plain hosts of US government regions are their FIPS hosts.
        var governmentIsFIPS = false
        /// `true` if the dual-stack hosts of US government regions are their FIPS hosts.
        var governmentIsFIPSInDualStack = false
        /// The partitions whose dual-stack hosts have the plain suffix.
        var plainDualStack: Set<String> = []
        /// The partitions whose dual-stack FIPS hosts have the plain suffix.
        var plainDualStackFIPS: Set<String> = []
        /// The regions whose dual-stack FIPS hosts have the plain suffix, in any partition.
        var plainDualStackFIPSRegions: Set<String> = []
    }

    /// A service with one host for all regions of a partition.
    package struct Global: Sendable, Hashable {
        /// The host.
        let plain: String
        /// The FIPS host.
        let fips: String
        /// The dual-stack host.
        let dualStack: String
        /// The dual-stack FIPS host.
        let dualStackFIPS: String
        /// The region to sign for.
        let region: String
        /// The region to sign FIPS requests for.
        let fipsRegion: String
    }

    static func regional(_ prefix: String, governmentIsFIPS: Bool = false) -> EndpointRule {
        .regional(Regional(prefix: prefix, governmentIsFIPS: governmentIsFIPS))
    }

    /// The host and the region to sign for; nil if the service has no endpoint of this variant.
    func host(region: String, fips: Bool, dualStack: Bool) -> (host: String, signingRegion: String)? {
        let partition = Partition.of(region: region)
        switch self {
        case .regional(let rule):
            return (rule.host(region: region, partition: partition, fips: fips, dualStack: dualStack), region)
        case .s3:
            // China has no FIPS endpoints for S3.
            if fips && partition.id == "aws-cn" { return nil }
            let name = (fips ? "s3-fips" : "s3") + (dualStack ? ".dualstack" : "")
            return ("\(name).\(region).\(partition.suffix)", region)
        case .global(let hosts):
            guard let hosts = hosts[partition.id] else { return nil }
            let host =
                switch (fips, dualStack) {
                case (false, false): hosts.plain
                case (true, false): hosts.fips
                case (false, true): hosts.dualStack
                case (true, true): hosts.dualStackFIPS
                }
            return (host, fips ? hosts.fipsRegion : hosts.region)
        }
    }
}

extension EndpointRule.Regional {
    fileprivate func host(region: String, partition: Partition, fips: Bool, dualStack: Bool) -> String {
        let government = partition.id == "aws-us-gov"
        let marksFIPS = fips && !(government && (dualStack ? governmentIsFIPSInDualStack : governmentIsFIPS))
        let isPlain =
            (fips ? plainDualStackFIPS : plainDualStack).contains(partition.id)
            || (fips && plainDualStackFIPSRegions.contains(region))
        let suffix = dualStack && !isPlain ? partition.dualStackSuffix : partition.suffix
        let name = dualStack ? variantPrefix ?? prefix : prefix
        return "\(name)\(marksFIPS ? "-fips" : "").\(region).\(suffix)"
    }
}
