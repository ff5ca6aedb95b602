import AWSClient
import Foundation
import Processes
import TestSupport
import Testing

@Suite struct ServiceHostTests {
    @Test(
        "A host determines the signing name and region that AWS expects",
        arguments: [
            ("sts.eu-west-1.amazonaws.com", "sts", "eu-west-1"), ("sts.amazonaws.com:443", "sts", "us-east-1"),
            ("bedrock-runtime.us-east-1.amazonaws.com", "bedrock", "us-east-1"),
            ("email.eu-west-1.amazonaws.com", "ses", "eu-west-1"),
            ("search-logs-x1.us-east-2.es.amazonaws.com", "es", "us-east-2"),
            ("vpc-logs-x1.eu-central-1.es.amazonaws.com", "es", "eu-central-1"),
            ("x1.eu-west-1.aoss.amazonaws.com", "aoss", "eu-west-1"),
            ("db.cluster-x1.us-east-1.neptune.amazonaws.com", "neptune-db", "us-east-1"),
            ("db.x1.eu-west-1.rds.amazonaws.com", "rds-db", "eu-west-1"),
            ("aps-workspaces.eu-west-1.amazonaws.com", "aps", "eu-west-1"),
            ("x1.execute-api.eu-north-1.amazonaws.com", "execute-api", "eu-north-1"),
            ("x1.lambda-url.eu-west-1.on.aws", "lambda", "eu-west-1"),
            ("x1.dsql.us-east-1.on.aws", "dsql", "us-east-1"),
            ("x1-ats.iot.eu-west-1.amazonaws.com", "iotdata", "eu-west-1"),
            ("api.tunneling.iot.eu-west-1.amazonaws.com", "IoTSecuredTunneling", "eu-west-1"),
            ("transcribestreaming.eu-west-1.amazonaws.com", "transcribe", "eu-west-1"),
            ("b.s3.eu-west-1.amazonaws.com", "s3", "eu-west-1"), ("a.b.s3.amazonaws.com", "s3", "us-east-1"),
            ("b.s3-us-west-2.amazonaws.com", "s3", "us-west-2"),
            ("b.s3.dualstack.eu-west-1.amazonaws.com", "s3", "eu-west-1"),
            ("b.s3-fips.us-gov-west-1.amazonaws.com", "s3", "us-gov-west-1"),
            ("p-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "s3", "eu-west-1"),
            ("p-123456789012.s3-object-lambda.eu-west-1.amazonaws.com", "s3-object-lambda", "eu-west-1"),
            ("b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com", "s3express", "us-east-1"),
            ("vpce-1a2b-3c4d.sts.eu-west-1.vpce.amazonaws.com", "sts", "eu-west-1"),
            ("bucket.vpce-1a2b-3c4d.s3.eu-west-1.vpce.amazonaws.com", "s3", "eu-west-1"),
            ("eu-west-1.queue.amazonaws.com", "sqs", "eu-west-1"),
            ("iam.us-gov.amazonaws.com", "iam", "us-gov-west-1"),
            ("iam.global.api.amazonwebservices.com.cn", "iam", "cn-north-1"),
            ("secretsmanager-fips.us-east-1.amazonaws.com", "secretsmanager", "us-east-1"),
            ("fips.batch.us-east-1.amazonaws.com", "batch", "us-east-1"),
        ])
    func known(host: String, service: String, region: String) throws {
        let found = try #require(ServiceHost(host))
        #expect(found.service == service && found.region == region)
        #expect(!found.isGuess)
    }

    @Test(
        "The service of an unknown host or a shared host is a guess",
        arguments: [
            ("novelty.eu-west-1.amazonaws.com", "novelty", "eu-west-1"),
            ("mine.sts.eu-west-1.amazonaws.com", "sts", "eu-west-1"),
            ("a.b.novelty.eu-west-1.api.aws", "novelty", "eu-west-1"),
            ("maps.geo.eu-west-1.amazonaws.com", "geo", "eu-west-1"),
        ])
    func guessed(host: String, service: String, region: String) throws {
        let found = try #require(ServiceHost(host))
        #expect(found.service == service && found.region == region)
        #expect(found.isGuess)
    }

    @Test(
        "A host outside AWS has no service",
        arguments: [
            "example.org", "amazonaws.com", "sts.amazonaws.com.example.org", "", "localhost:8080", "dualstack.api.aws",
        ])
    func others(host: String) { #expect(ServiceHost(host) == nil) }

    @Test(
        "Every host in botocore has botocore's signing name and region",
        .enabled(if: PythonTool.botocore.isExpected, PythonTool.botocore.absence))
    func botocore() async throws {
        let folder = try TemporaryFolder()
        let manual = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../Sources/AWSClient/ServiceHosts"
        ).standardizedFileURL
        let script = """
            import runpy, sys
            sys.dont_write_bytecode = True
            sys.argv = ["generate.py", "--output", "\(folder.path)/table", "--hosts", "\(folder.path)/hosts"]
            runpy.run_path("\(manual.path)/Generator/generate.py", run_name="__main__")
            """
        let version = String(decoding: try await PythonTool.botocore.run(script), as: UTF8.self)
        let fresh = try String(contentsOfFile: folder.path + "/table", encoding: .utf8)
        let committed = try String(
            contentsOf: manual.appendingPathComponent("SigningNames.swift"), encoding: .utf8)
        // Another version of botocore has other services.
        if version == "1.43.106\n" {
            #expect(fresh == committed, "run: python3 Sources/AWSClient/ServiceHosts/Generator/generate.py")
        }
        let shared = ["maps.geo", "places.geo", "routes.geo", "importexport"]
        var compared = 0
        for line in try String(contentsOfFile: folder.path + "/hosts", encoding: .utf8).split(separator: "\n") {
            let parts = line.split(separator: " ")
            try #require(parts.count == 3)
            let names = parts[1].split(separator: "|")
            let regions = parts[2].split(separator: "|")
            let found = ServiceHost(String(parts[0]))
            compared += 1
            // Two services share these hosts, so the service is marked as a guess.
            if shared.contains(where: { parts[0].hasPrefix($0) }) {
                #expect(found?.isGuess == true, "\(line)")
                continue
            }
            let isRight =
                found?.isGuess == false && names.contains { $0 == found?.service ?? "" }
                && (parts[2] == "-" || regions.contains { $0 == found?.region ?? "" })
            if !isRight { Issue.record("\(line): \(String(describing: found))") }
        }
        #expect(compared > 70_000)
    }
}
