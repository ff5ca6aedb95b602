import Infra
import InfraTesting
import Testing

@Suite("Certificate")
struct CertificateTests {
    @Test("A certificate is validated by records in its zone")
    func defaults() throws {
        let template = try TestStack.template { $0.add("Certificate", Certificate("api.example.com"), in: "Z1") }
        #expect(
            template.mismatch(
                "Certificate", type: "AWS::CertificateManager::Certificate",
                with: [
                    "DomainName": "api.example.com", "ValidationMethod": "DNS",
                    "DomainValidationOptions": [["DomainName": "api.example.com", "HostedZoneId": "Z1"]],
                ]) == nil)
        #expect(template.property("Certificate", "SubjectAlternativeNames") == nil)
    }

    @Test("Each further name is validated too")
    func alternativeNames() throws {
        var certificate = Certificate("example.com")
        certificate.alternativeNames = ["*.example.com"]
        let template = try TestStack.template { $0.add("Certificate", certificate, in: "Z1") }
        #expect(template.property("Certificate", "SubjectAlternativeNames") == ["*.example.com"])
        #expect(
            template.property("Certificate", "DomainValidationOptions/1")
                == ["DomainName": "*.example.com", "HostedZoneId": "Z1"])
    }

    @Test(
        "A wildcard covers the names of one label below it",
        arguments: [
            ("api.example.com", "api.example.com", true), ("api.example.com", "www.example.com", false),
            ("*.example.com", "api.example.com", true), ("*.example.com", "example.com", false),
            ("*.example.com", "a.b.example.com", false), ("*.example.com", ".example.com", false),
            ("*.example.com", "api.example.org", false),
        ])
    func covers(name: String, host: String, expected: Bool) {
        let reference = Certificate.Reference(arn: "arn", names: [DomainName(name)])
        #expect(reference.covers(DomainName(host)) == expected)
    }

    @Test(
        "Names that no certificate can have are reported",
        arguments: [
            "", "localhost", "Api.example.com", "a..example.com", "-a.example.com", "a_b.example.com",
            "*.*.example.com",
            "*", "https://example.com", String(repeating: "a", count: 64) + ".com",
        ])
    func rules(name: String) {
        let problems = TestStack.problems { $0.add("Certificate", Certificate(DomainName(name)), in: "Z1") }
        #expect(problems.count == 1 && problems[0].hasPrefix("test/Certificate: domain is"), "\(problems)")
    }

    @Test("A repeated name and more than ten names are reported")
    func nameRules() {
        var repeated = Certificate("example.com")
        repeated.alternativeNames = ["example.com"]
        #expect(TestStack.problems { $0.add("C", repeated, in: "Z1") }.count == 1)
        var many = Certificate("example.com")
        many.alternativeNames = (0..<10).map { DomainName("n\($0).example.com") }
        #expect(TestStack.problems { $0.add("C", many, in: "Z1") }.count == 1)
    }

    @Test("A load balancer of another stack uses a shared certificate")
    func shared() throws {
        let app = App()
        let owner = Stack(app, "names", description: "Owns the certificate")
        let certificate = owner.scope.add("Certificate", Certificate("api.example.com"), in: "Z1")
        let user = Stack(app, "edge", description: "Uses the certificate")
        let remote = user.scope.use(owner.scope.share("Certificate", certificate))
        #expect(remote.covers("api.example.com"))
        var balancer = LoadBalancer(targetPort: 9000)
        balancer.certificate = remote.arn
        user.scope.add("Balancer", balancer, in: TestStack.network)
        user.scope.add("Expiry", Alarm(remote.metric(.daysToExpiry, period: .hours(24)), below: 20, for: .hours(24)))
        let template = try app.synthesize()[1].template
        #expect(
            template.property("BalancerHttps", "Certificates/0/CertificateArn") == ["Ref": "CertificateArn"])
    }
}
