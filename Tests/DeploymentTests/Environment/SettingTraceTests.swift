import Deployment
import Infra
import Testing

@Suite("SettingTrace")
struct SettingTraceTests {
    private static let text = """
        region: eu-central-1
        application: shop
        service:
          image: weir:1.0.0
          cpu: 512
          memory: 1024
        database:
          instance: db.m7g.large
          storage: 50
        tags: {CostCenter: weir}

        """

    private static let environment = Result {
        try DeploymentEnvironment.parse(text, name: "dev", file: "deploy/dev.yaml")
    }

    /// The path of a property of a type's first resource in the last stack that has one, with the stack.
    private func place(_ type: String, _ property: String) throws -> (path: String, stack: String) {
        for stack in try ProductApp(Self.environment.get()).synthesize().reversed() {
            if let resource = stack.template.resources.first(where: { $0.type == type }) {
                return ("/Resources/\(resource.logicalID)/Properties/\(property)", stack.name)
            }
        }
        throw CancellationError()
    }

    private func origins(_ type: String, _ property: String) throws -> [String] {
        let place = try place(type, property)
        let trace = SettingTrace(text: Self.text, name: "dev", file: "deploy/dev.yaml")
        return trace.origins(of: place.path, inStack: place.stack).map(\.description)
    }

    @Test(
        "A property has the lines of the keys that decide it",
        arguments: [
            ("AWS::RDS::DBInstance", "DBInstanceClass", ["deploy/dev.yaml:8:13 (database.instance)"]),
            ("AWS::RDS::DBInstance", "AllocatedStorage", ["deploy/dev.yaml:9:12 (database.storage)"]),
            ("AWS::RDS::DBInstance", "Engine", []),
            ("AWS::ECS::TaskDefinition", "Cpu", ["deploy/dev.yaml:5:8 (service.cpu)"]),
            ("AWS::ECS::TaskDefinition", "Family", ["deploy/dev.yaml:2:14 (application)"]),
            ("AWS::ECS::TaskDefinition", "ContainerDefinitions/0/Image", ["deploy/dev.yaml:4:10 (service.image)"]),
        ] as [(String, String, [String])])
    func origins(type: String, property: String, expected: [String]) throws {
        #expect(try origins(type, property) == expected)
    }

    @Test("Several keys behind one property are named in the order of the file")
    func several() throws {
        let found = try origins("AWS::EC2::VPC", "Tags")
        #expect(found.contains("deploy/dev.yaml:2:14 (application)"))
        #expect(found.last == "deploy/dev.yaml:10:20 (tags.CostCenter)", "\(found)")
    }

    @Test("The image of the run is not the file's")
    func image() throws {
        let place = try place("AWS::ECS::TaskDefinition", "ContainerDefinitions/0/Image")
        let trace = SettingTrace(
            text: Self.text, name: "dev", file: "f", image: try ContainerImage("weir:2.0.0"))
        #expect(trace.origins(of: place.path, inStack: place.stack).isEmpty)
    }

    @Test(
        "A path that names no property has no origin",
        arguments: ["", "/", "/Resources", "/Resources/VPC", "/Outputs/Url/Value", "/Resources/None/Properties/X/Y"])
    func none(path: String) {
        let trace = SettingTrace(text: Self.text, name: "dev", file: "f")
        #expect(trace.origins(of: path, inStack: "shop-dev-foundation").isEmpty)
        #expect(trace.origins(of: path, inStack: "another").isEmpty)
    }
}
