import Deployment
import Infra
import InfraTesting
import Testing

@Suite("Section identity")
struct IdentityTests {
    private static let domain =
        "domain: api.example.com, certificate: 'arn:aws:acm:eu-central-1:123456789012:certificate/1'"

    private func parse(
        _ identity: String, service: String = IdentityTests.domain, name: String = "production"
    ) throws -> DeploymentEnvironment {
        let text = "region: eu-central-1\nservice: {image: 'weir:1', \(service)}\nidentity: {\(identity)}\n"
        return try DeploymentEnvironment.parse(text, name: name, file: "f.yaml")
    }

    private func template(_ name: String, _ identity: String) throws -> Template {
        let stacks = try ProductApp(try parse(identity)).synthesize()
        return try #require(stacks.first { $0.name == "weir-production-\(name)" }).template
    }

    @Test("There is no user pool unless the file asks for one")
    func defaults() throws {
        #expect(try template("foundation", "").count(of: "AWS::Cognito::UserPool") == 0)
    }

    @Test("The user pool lies in the foundation, kept and protected, with the load balancer's client")
    func pool() throws {
        let foundation = try template("foundation", "userPool: true, domain: weir-production")
        #expect(
            foundation.mismatch(
                "People", type: "AWS::Cognito::UserPool",
                with: ["DeletionProtection": "ACTIVE", "MfaConfiguration": "ON"]) == nil)
        #expect(foundation.resource("People")?.options.deletionPolicy == .retain)
        #expect(
            foundation.property("SignInClient", "CallbackURLs") == ["https://api.example.com/oauth2/idpresponse"])
        #expect(foundation.output("UserPoolId") == ["Ref": "People"])
        let service = try template("service", "userPool: true, domain: weir-production")
        #expect(service.property("LoadBalancerHttps", "DefaultActions/0/Type") == "forward")
    }

    @Test("The load balancer authenticates if the file asks for it")
    func loadBalancer() throws {
        let service = try template("service", "userPool: true, domain: weir-production, loadBalancer: true")
        #expect(service.property("LoadBalancerHttps", "DefaultActions/0/Type") == "authenticate-cognito")
        #expect(
            service.property("LoadBalancerHttps", "DefaultActions/0/AuthenticateCognitoConfig/UserPoolArn")
                == ["Ref": "SignInArn"])
    }

    @Test("Every key is read")
    func keys() throws {
        let identity = try parse(
            "userPool: true, mfa: optional, domain: people, passwordLength: 20, selfSignUp: true, deletionProtection: false"
        ).identity
        #expect(identity.userPool && !identity.loadBalancer)
        #expect(identity.pool.secondFactor == .optional)
        #expect(identity.pool.domainPrefix == "people")
        #expect(identity.pool.passwordLength == 20)
        #expect(identity.pool.selfSignUp && !identity.pool.deletionProtection)
    }

    @Test(
        "Settings that do not fit are refused with their line",
        arguments: [
            ("loadBalancer: true", IdentityTests.domain, "userPool: true"),
            ("userPool: true, loadBalancer: true", IdentityTests.domain, "identity.domain"),
            ("userPool: true, domain: p, loadBalancer: true", "insecureHTTP: a proxy adds TLS", "service.domain"),
            ("userPool: true, domain: my-aws-pool", IdentityTests.domain, "without aws"),
            ("userPool: true, mfa: sms", IdentityTests.domain, "off, optional, required"),
            ("userPool: true, mfa: on", IdentityTests.domain, "did you mean \"required\""),
        ])
    func refusals(identity: String, service: String, part: String) {
        do {
            _ = try parse(identity, service: service)
            Issue.record("accepted")
        } catch let error as EnvironmentFileError {
            guard case .invalid(let diagnostics) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(diagnostics.map(\.line) == [3])
            #expect(diagnostics.first?.message.contains(part) == true, "\(diagnostics)")
        } catch {
            Issue.record("\(error)")
        }
    }
}
