/// The properties that AWS or another controller sets at run time.
package enum DelegatedProperties {
    /// The paths of a template's delegated properties by logical id, with points between the names, such as `DesiredCount`.
    package static func paths(in document: TemplateDocument) -> [String: Set<String>] {
        let scales = DelegatedChange.scales(document)
        let shiftsTraffic = DelegatedChange.shiftsTraffic(document)
        return document.resources.compactMapValues { resource in
            switch resource.type {
            case "AWS::ECS::Service" where scales: ["DesiredCount"]
            case "AWS::ElasticLoadBalancingV2::Listener" where shiftsTraffic: ["DefaultActions"]
            case "AWS::ElasticLoadBalancingV2::ListenerRule" where shiftsTraffic: ["Actions"]
            case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::ElastiCache::ReplicationGroup":
                ["EngineVersion"]
            default: nil
            }
        }
    }
}
