import Infra
import Testing

@Suite("Template size")
struct TemplateSizeTests {
    private func json(topics: Int, name: String = "Orders") throws -> (text: String, template: Template) {
        let app = App()
        let scope = Stack(app, "test", description: "Topics").scope
        for index in 0..<topics { scope.add("Topic\(index)", AWS.SNS.Topic(displayName: .literal(name))) }
        let template = try app.synthesize()[0].template
        return (template.json, template)
    }

    @Test("A template that is too long for a request is written without white space", arguments: [1, 480])
    func compact(topics: Int) throws {
        let (text, template) = try json(topics: topics)
        let isLong = template.expression.json.utf8.count > Template.longestBody
        #expect(isLong == (topics == 480))
        #expect(text == (isLong ? template.expression.compactJSON + "\n" : template.expression.json))
        #expect(text.utf8.count <= Template.longestBody)
    }

    @Test("A template of more than a mebibyte is refused, and one just below it is not")
    func limit() throws {
        // A line feed takes two bytes in a template.
        func name(_ count: Int) -> String { String(repeating: "\n", count: count) }
        let bytes = try json(topics: 400, name: name(200)).text.utf8.count
        let longest = 200 + (1_048_576 - bytes) / 800
        #expect(try json(topics: 400, name: name(longest)).text.utf8.count <= 1_048_576)
        #expect {
            _ = try json(topics: 400, name: name(longest + 1))
        } throws: { error in
            "\(error)".contains("more than CloudFormation's 1,048,576; split the stack")
        }
    }
}
