import Infra
import InfraTesting
import TestSupport
import Testing

@Suite("Dashboard")
struct DashboardTests {
    private let depth = Metric(namespace: "My", name: "Depth", dimensions: ["B": "2", "A": "1"])

    /// The body of a dashboard in a stack; references stay as `${Name}`.
    private func body(_ rows: [[DashboardWidget]]) throws -> String {
        let template = try TestStack.template { $0.add("Overview", Dashboard(rows: rows)) }
        switch template.property("Overview", "DashboardBody") {
        case .string(let text)?: return text
        case .object(let members)?:
            guard case .string(let text)? = members.first?.value else { break }
            return text
        default: break
        }
        Issue.record("the body is not a text")
        return ""
    }

    @Test("A dashboard is named after its stack and place, and its body is JSON with references inside")
    func defaults() throws {
        let template = try TestStack.template { scope in
            let queue = scope.add("Orders", AWS.SQS.Queue())
            let late = scope.add("Late", Alarm(queue.metric(.ageOfOldestMessage), above: 600))
            scope.add(
                "Overview",
                Dashboard(rows: [
                    [.alarms("Alarms", [late])],
                    [.graph("Age", [.init("Oldest \"message\"", queue.metric(.ageOfOldestMessage))], unit: "s")],
                ]))
        }
        #expect(template.property("Overview", "DashboardName") == "test-Overview")
        #expect(
            template.property("Overview", "DashboardBody") == [
                "Fn::Sub": .string(
                    #"{"widgets":[{"type":"alarm","x":0,"y":0,"width":24,"height":2,"properties":{"title":"Alarms","#
                        + #""alarms":["${Late.Arn}"]}},{"type":"metric","x":0,"y":2,"width":24,"height":6,"#
                        + #""properties":{"title":"Age","metrics":[["AWS/SQS","ApproximateAgeOfOldestMessage","#
                        + #""QueueName","${Orders.QueueName}",{"stat":"Maximum","period":60,"#
                        + #""label":"Oldest \"message\""}]],"region":"${AWS::Region}","view":"timeSeries","#
                        + #""stacked":false,"yAxis":{"left":{"min":0,"showUnits":false,"label":"s"}}}}]}"#)
            ])
    }

    @Test("Texts, numbers, thresholds, percentiles and the right axis are written")
    func widgets() throws {
        var late = depth
        late.statistic = .percentile(95)
        let body = try body([
            [
                .text("**Orders** in \(AWS.region)\nsince \"today\" for $5"),
                .numbers("Now", [.init("Depth", depth)]),
                .graph(
                    "Depth", [.init("p95", late, axis: .right)],
                    thresholds: [.init("Alarm", 2.5), .init("Full", 10, axis: .right)]),
            ]
        ])
        for part in [
            #"{"markdown":"**Orders** in ${AWS::Region}\nsince \"today\" for $5"}"#,
            #""metrics":[["My","Depth","A","1","B","2",{"stat":"Average","period":60,"label":"Depth"}]],"#
                + #""region":"${AWS::Region}","view":"singleValue","sparkline":true}"#,
            #"{"stat":"p95","period":60,"label":"p95","yAxis":"right"}"#,
            #""yAxis":{"left":{"min":0,"showUnits":false},"right":{"min":0,"showUnits":false}}"#,
            #"{"horizontal":[{"label":"Alarm","value":2.5,"yAxis":"left"},{"label":"Full","value":10,"yAxis":"right"}]}"#,
        ] {
            #expect(body.contains(part), "\(part) is not in \(body)")
        }
        #expect(try DashboardSketch(body: body).widgets.count == 3)
    }

    @Test("Two formulas of one widget keep their metrics apart, and only their results are shown")
    func formulas() throws {
        let half = MetricExpression("a / 2 + AVG(METRICS('a'))", ["a": depth])
        let body = try body([[.graph("Depth", [.init("Half", half), .init("Whole", depth), .init("Again", half)])]])
        for part in [
            #"{"stat":"Average","period":60,"id":"s0_a","visible":false}"#,
            #"{"expression":"s0_a / 2 + AVG(METRICS('a'))","id":"e0","period":60,"label":"Half"}"#,
            #"{"stat":"Average","period":60,"id":"s2_a","visible":false}"#,
            #"{"expression":"s2_a / 2 + AVG(METRICS('a'))","id":"e2","period":60,"label":"Again"}"#,
        ] {
            #expect(body.contains(part), "\(part) is not in \(body)")
        }
    }

    @Test("Widgets fill the 24 columns of each row without gap or overlap", arguments: 1...24)
    func layout(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        func row(_ count: Int) -> [DashboardWidget] {
            (0..<count).map { _ in
                .text(
                    "x", span: count > 8 ? 1 : Int.random(in: 1...3, using: &random),
                    height: .random(in: 1...6, using: &random))
            }
        }
        let rows = [row(count), row(max(1, count / 2)), row(1)]
        let widgets = try DashboardSketch(body: try body(rows)).widgets
        #expect(widgets.count == rows.reduce(0) { $0 + $1.count })
        for (index, widget) in widgets.enumerated() {
            #expect(!widget.columns.isEmpty)
            #expect(!widgets.dropFirst(index + 1).contains { widget.overlaps($0) })
        }
        var top = 0
        var rest = widgets[...]
        for row in rows {
            let placed = rest.prefix(row.count)
            rest = rest.dropFirst(row.count)
            let height = row.map(\.height).max() ?? 0
            #expect(placed.allSatisfy { $0.rows == top..<top + height })
            #expect(placed.reduce(0) { $0 + $1.columns.count } == 24)
            #expect(placed.last?.columns.upperBound == 24)
            top += height
        }
    }

    @Test("A widget's span is its share of the row")
    func spans() throws {
        let widgets = try DashboardSketch(body: try body([[.text("a", span: 3), .text("b")]])).widgets
        #expect(widgets.map(\.columns) == [0..<18, 18..<24])
    }

    @Test("The page's address names region and dashboard")
    func url() {
        let stack = TestStack()
        var dashboard = Dashboard(rows: [[.text("x")]])
        dashboard.name = "orders"
        let reference = stack.scope.add("Overview", dashboard)
        #expect(
            reference.url.expression.compactJSON
                == #"{"Fn::Sub":"https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}"#
                + #"#dashboards/dashboard/orders"}"#)
    }

    @Test("Names, rows, spans, heights and formulas that CloudWatch refuses are reported")
    func rules() {
        func faults(_ rows: [[DashboardWidget]], name: String? = nil) -> [String] {
            var dashboard = Dashboard(rows: rows)
            dashboard.name = name
            return dashboard.faults.map(\.property)
        }
        #expect(faults([[.text("x")]], name: "Orders_1-a").isEmpty)
        #expect(faults([[.text("x")]], name: "or ders") == ["name"])
        #expect(faults([]) == ["rows"])
        #expect(faults([[.text("x")], []]) == ["rows"])
        #expect(faults([(0..<25).map { _ in .text("x") }]) == ["rows"])
        #expect(faults((0..<501).map { _ in [.text("x")] }) == ["rows"])
        #expect(faults([[.text("x", span: 0)]]) == ["span"])
        #expect(faults([[.text("x", height: 0)]]) == ["height"])
        let unknown = MetricExpression("a / b", ["a": depth])
        #expect(faults([[.numbers("x", [.init("x", unknown)])]]) == ["formula"])
    }
}
