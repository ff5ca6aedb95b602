import AWSClient
import DeployEngineTesting
import HTTPTypes
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite
struct WireTests {
    private final class EchoService: FakeService {
        static var signingName: String { "ssm" }

        func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
            guard request.text("Name") != "missing" else { throw FakeError("ParameterNotFound", "no such parameter") }
            return .output([
                "Parameter": [
                    "Value": .string(
                        "\(request.operation) \(request.text("Name") ?? "") \(world.date.timeIntervalSince1970)")
                ]
            ])
        }
    }

    @Test("A form's lists, structures and maps become a tree")
    func forms() {
        let form =
            "Action=A&Tags.member.1.Key=k%20x&Tags.member.1.Value=v&Tags.member.2.Key=l&Filters.Filter.1.Name=n&Id.1=a&Id.2=b&Empty=&Map.entry.1.key=x&Map.entry.1.value=y"
        let value = FakeValue(form: form)
        #expect(value["Tags"]?.elements.first == ["Key": "k x", "Value": "v"])
        #expect(value["Tags"]?.elements.count == 2)
        #expect(value["Filters"]?.elements == [["Name": "n"]])
        #expect(value["Id"]?.texts == ["a", "b"])
        #expect(value["Empty"]?.text == "")
        #expect(value["Map"] == ["x": "y"])
    }

    @Test(
        "A JSON document survives parsing and writing",
        arguments: [#"{"a":[1,2.50,true,false,null,"x\"y"],"b":{}}"#, #"[]"#, #""\u0001""#])
    func json(document: String) throws {
        #expect(try FakeValue(json: document).json == document)
    }

    @Test("A document that is not JSON is an error", arguments: ["{", "[1,]", "tru", "", "{}x", #"{"a" 1}"#])
    func malformed(document: String) {
        #expect(throws: FakeValue.SyntaxError.self) { try FakeValue(json: document) }
    }

    @Test("A call reaches the service with its operation, and its time is the clock's")
    func call() async throws {
        let aws = FakeAWS { $0.install(EchoService()) }
        aws.clock.advance(by: .seconds(100))
        let output = try await aws.calls().call(GetParameter(name: "a"))
        #expect(output.parameter.value.hasPrefix("GetParameter a 1893456100."))
        #expect(aws.calls.map(\.name) == ["ssm:GetParameter"])
    }

    @Test("An error arrives with its code, message and status")
    func errors() async throws {
        let aws = FakeAWS { $0.install(EchoService()) }
        let error = await #expect(throws: AWSError.self) { try await aws.calls().call(GetParameter(name: "missing")) }
        #expect(error?.code == "ParameterNotFound" && error?.message == "no such parameter" && error?.status == 400)
    }

    @Test("A fault replaces the call, and a retry reaches the service")
    func faults() async throws {
        let aws = FakeAWS { $0.install(EchoService()) }
        aws.setFault { _, number in number == 1 ? .throttling : nil }
        _ = try await aws.calls().call(GetParameter(name: "a"))
        #expect(aws.calls.map(\.errorCode) == ["ThrottlingException", nil])
    }
}
