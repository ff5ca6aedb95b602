import Infra
import Testing

@testable import Deployment

@Suite struct AdminSecretParameterTests {
    @Test(
        "The foundation shares the administrator's key under the name that infra-cli reads", arguments: ["dev", "qa"])
    func name(environment: String) throws {
        let environment = DeploymentEnvironment(
            name: environment, region: "eu-central-1", image: try ContainerImage("weir:1.0.0"))
        let app = App()
        let foundation = FoundationStack(app, environment)
        let template = try #require(try app.synthesize().first { $0.name == foundation.stack.name }).template
        #expect(template.json.contains("\"\(environment.adminSecretParameter)\""))
    }
}
