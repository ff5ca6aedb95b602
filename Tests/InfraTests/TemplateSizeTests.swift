import Infra
import Testing

@Suite("Template size")
struct TemplateSizeTests {
    private func json(topics: Int) throws -> (text: String, template: Template) {
        let app = App()
        let scope = Stack(app, "test", description: "Topics").scope
        for index in 0..<topics { scope.add("Topic\(index)", AWS.SNS.Topic(displayName: "Orders")) }
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
}
