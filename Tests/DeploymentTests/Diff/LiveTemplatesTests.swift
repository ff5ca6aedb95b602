import AWSClient
import AWSClientTesting
import Deployment
import Diagnostics
import Foundation
import Infra
import Processes
import Testing

/// An implementation of `LiveTemplates` with one deployed stack.
///
/// The templates have no spaces: moto 5.2.1 computes the signature of a form from its own encoding, in which a space is a plus.
enum LiveTemplatesUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case inMemory
    case cloudFormation

    var testDescription: String { rawValue }

    static let deployed = #"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":5}}}}"#

    /// The implementation, in which a stack of this name has the template.
    func make(_ stack: String, _ text: String = deployed) async throws -> any LiveTemplates {
        switch self {
        case .inMemory: return InMemoryTemplates([stack: text])
        case .cloudFormation:
            let moto = try #require(await MotoServer.shared, MotoServer.absence)
            let client = try moto.configuration().client(for: .cloudFormation, region: MotoServer.region)
            _ = try await client.call(CreateStack(stack: stack, template: text))
            return CloudFormationTemplates(client: client)
        }
    }
}

/// `CreateStack`, for the emulator.
private struct CreateStack: QueryOperation {
    static let service = AWSService.cloudFormation
    static let name = "CreateStack"

    typealias Output = String

    let stack: String
    let template: String

    var parameters: QueryParameters {
        var form = QueryParameters()
        form.add("StackName", stack)
        form.add("TemplateBody", template)
        return form
    }

    static func output(from result: ResponseElement) throws -> String { result.text("StackId") ?? "" }
}

@Suite("LiveTemplates", .enabled(if: MotoServer.isExpected, MotoServer.absence))
struct LiveTemplatesTests {
    @Test(
        "A deployed template is returned, and nothing for a stack that does not exist",
        arguments: LiveTemplatesUnderTest.allCases)
    func templates(implementation: LiveTemplatesUnderTest) async throws {
        let name = "diff-\(implementation.rawValue)-contract"
        let live = try await implementation.make(name)
        let text = try #require(try await live.template(of: name))
        #expect(try TemplateDocument(text: text) == TemplateDocument(text: LiveTemplatesUnderTest.deployed))
        #expect(try await live.template(of: "no-such-stack") == nil)
    }

    @Test("Characters of XML survive the way", arguments: LiveTemplatesUnderTest.allCases)
    func characters(implementation: LiveTemplatesUnderTest) async throws {
        let json = LiveTemplatesUnderTest.deployed.replacing(
            "{\"Resources", with: #"{"Description":"a<b&c>'d'","Resources"#)
        let name = "diff-\(implementation.rawValue)-characters"
        let live = try await implementation.make(name, json)
        let text = try #require(try await live.template(of: name))
        #expect(try TemplateDocument(text: text) == TemplateDocument(text: json))
    }

    @Test(
        "A live diff compares each stack with the deployed one and adds what does not exist",
        arguments: LiveTemplatesUnderTest.allCases)
    func diff(implementation: LiveTemplatesUnderTest) async throws {
        let folder = try TemporaryFolder()
        let name = "diff-\(implementation.rawValue)-live"
        try folder.write("\(name).json", LiveTemplatesUnderTest.deployed.replacing("5", with: "6"))
        try folder.write("\(name)-other.json", LiveTemplatesUnderTest.deployed)
        let report = try await LiveDiffRequest(new: folder.path).run(try await implementation.make(name))
        #expect(report.stacks.map(\.stack) == [name + "-other", name])
        #expect(report.stacks.map { $0.resources.map(\.verdict) } == [[.add], [.inPlace]])
        #expect(report.exitCode == 2)
        #expect(report.method.contains("deployed templates"))
    }

    @Test("A failed call keeps its kind as the command's code")
    func failures() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.json", LiveTemplatesUnderTest.deployed)
        let kinds: [(LiveTemplatesError.Kind, CommandError.Code)] = [
            (.notAllowed, .notAllowed), (.unavailable, .unavailable), (.service, .failure),
        ]
        for (kind, code) in kinds {
            let live = InMemoryTemplates([:], failing: LiveTemplatesError(kind, "refused"))
            let error = await #expect(throws: CommandError.self) {
                try await LiveDiffRequest(new: folder.path + "/a.json").run(live)
            }
            #expect(error?.code == code)
        }
    }
}
