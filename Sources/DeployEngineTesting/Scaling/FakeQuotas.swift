/// The model of Service Quotas: values by service and quota code.
package struct FakeQuotas: Sendable {
    /// A quota.
    package struct Quota: Sendable, Hashable {
        /// The service, such as `fargate`.
        package var service: String
        /// The code, such as `L-3032A538`.
        package var code: String
        /// The name.
        package var name: String
        /// The applied value.
        package var value: Double
        /// AWS's default.
        package var standard: Double
        /// A Boolean value that indicates whether AWS raises it on request.
        package var isAdjustable = true
    }

    /// The quotas.
    package var quotas: [Quota]

    /// Creates the quotas that deployments of services meet. Source: "Endpoints and quotas", AWS General Reference.
    init() {
        let rows: [(String, String, String, Double)] = [
            ("fargate", "L-3032A538", "Fargate On-Demand vCPU resource count", 6),
            ("fargate", "L-36FBB829", "Fargate Spot vCPU resource count", 6),
            ("ecs", "L-9EF96962", "Services per cluster", 5000),
            ("ecs", "L-21C621EB", "Clusters per account", 10000),
            ("vpc", "L-F678F1CE", "VPCs per Region", 5), ("vpc", "L-DF5E4CA3", "Network interfaces per Region", 5000),
            ("vpc", "L-FE5A380F", "NAT gateways per Availability Zone", 5),
            ("ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", 5),
            ("elasticloadbalancing", "L-53DA6B97", "Application Load Balancers per Region", 50),
            ("elasticloadbalancing", "L-B22855CB", "Target Groups per Region", 3000),
            ("rds", "L-7B6409FD", "DB instances", 40), ("secretsmanager", "L-2F24C883", "Secrets per Region", 500_000),
            ("cloudformation", "L-0485CB21", "Stack count", 2000),
        ]
        quotas = rows.map { Quota(service: $0.0, code: $0.1, name: $0.2, value: $0.3, standard: $0.3) }
    }

    /// Sets the applied value of a quota.
    package mutating func set(_ code: String, to value: Double) {
        for index in quotas.indices where quotas[index].code == code { quotas[index].value = value }
    }
}
