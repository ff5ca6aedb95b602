import AWSClient
import Foundation
import TestSupport
import Testing

/// The endpoints of all known services, in every region and variant, compared with botocore's.
@Suite(.enabled(if: PythonTool.botocore.isExpected, PythonTool.botocore.absence))
struct EndpointDifferentialTests {
    private struct Row: Decodable {
        let service: String
        let region: String
        let fips: Bool
        let dual: Bool
        /// Nil if botocore has none.
        let url: String?
        let signing: String?
    }

    private static let script = #"""
        import itertools, json, botocore.session
        from botocore.endpoint_provider import EndpointProvider
        loader = botocore.session.get_session().get_component("data_loader")
        parts = loader.load_data("partitions")
        names = {"STS": "sts", "Secrets Manager": "secretsmanager", "CloudFormation": "cloudformation", "ECS": "ecs",
                 "ECR": "ecr", "S3": "s3", "CloudWatch Logs": "logs", "CloudWatch": "cloudwatch", "SSM": "ssm",
                 "RDS": "rds", "EC2": "ec2", "Elastic Load Balancing v2": "elbv2",
                 "Application Auto Scaling": "application-autoscaling", "SNS": "sns", "WAFV2": "wafv2",
                 "Cognito Identity Provider": "cognito-idp", "ElastiCache": "elasticache", "ACM": "acm", "IAM": "iam",
                 "CloudTrail": "cloudtrail", "Service Quotas": "service-quotas", "Budgets": "budgets"}
        rows = []
        for name, folder in names.items():
            rules = EndpointProvider(loader.load_service_model(folder, "endpoint-rule-set-1"), parts)
            more = {"ServiceType": "ACM"} if name == "ACM" else {}
            for part in parts["partitions"]:
                for region in part["regions"]:
                    if region.endswith("-global"): continue
                    for fips, dual in itertools.product([False, True], [False, True]):
                        row = dict(service=name, region=region, fips=fips, dual=dual)
                        try:
                            found = rules.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual, **more)
                            schemes = found.properties.get("authSchemes") or [{}]
                            row.update(url=found.url, signing=schemes[0].get("signingRegion") or region)
                        except Exception: pass
                        rows.append(row)
        print(json.dumps(rows))
        """#

    @Test("Every endpoint has botocore's host and signing region")
    func hosts() async throws {
        let output = try await PythonTool.botocore.run(Self.script)
        let rows = try JSONDecoder().decode([Row].self, from: output)
        let services = Dictionary(uniqueKeysWithValues: AWSService.known.map { ($0.name, $0) })
        #expect(Set(rows.map(\.service)) == Set(services.keys))
        var compared = 0
        for row in rows {
            let service = try #require(services[row.service])
            let settings = EndpointSettings(environment: [
                "AWS_REGION": row.region, "AWS_USE_FIPS_ENDPOINT": "\(row.fips)",
                "AWS_USE_DUALSTACK_ENDPOINT": "\(row.dual)",
            ])
            let ours = try? settings.endpoint(for: service)
            // Global services are known in the three public partitions.
            if ours == nil, case .global = service.rule {
                #expect(!["aws", "aws-cn", "aws-us-gov"].contains(Partition.of(region: row.region).id))
                continue
            }
            #expect(ours?.url == row.url, "\(row)")
            if row.url != nil { #expect(ours?.signingRegion == row.signing, "\(row)") }
            compared += 1
        }
        #expect(compared > 3000)
    }
}
