public import CloudFormation

/// A dashboard of CloudWatch. Its widgets are arranged in rows; their places on the grid are computed.
///
///     scope.add("Overview", Dashboard(rows: [
///         [.numbers("Queue", [.init("Waiting", queue.metric(.messagesVisible))])],
///         [.graph("Age", [.init("Oldest message", queue.metric(.ageOfOldestMessage))], unit: "s")],
///     ]))
public struct Dashboard: Construct, Sendable, Hashable {
    /// The number of columns of the grid.
    public static let columns = 24

    /// The name, which is unique in the account and region; nil is the stack's name with the construct's path. Defaults to nil.
    public var name: String?
    /// The widgets, row by row from the top. The widgets of a row share its width in the ratio of their spans.
    public var rows: [[DashboardWidget]]

    /// Describes a dashboard.
    public init(rows: [[DashboardWidget]]) {
        self.rows = rows
    }

    /// The rules of the properties ("PutDashboard" and "Dashboard body structure and syntax").
    public static var rules: [PropertyRule<Dashboard>] {
        [
            PropertyRule(
                "name", { $0.name },
                ValidValues("1 to 255 letters, digits, hyphens and underscores") { name in
                    (1...255).contains(name.utf8.count) && name.utf8.allSatisfy(isNameByte)
                }),
            PropertyRule("rows", { $0.widgets.count }, .range(1...500, unit: "widgets")),
            PropertyRule(
                "rows", { $0.rows.first { $0.isEmpty || $0.reduce(0) { $0 + max(1, $1.span) } > columns }?.count },
                ValidValues("rows of at least one widget, with spans of at most 24 together", contains: { _ in false })),
            PropertyRule(
                "span", { $0.widgets.map(\.span).first { !(1...columns).contains($0) } }, .range(1...columns)),
            PropertyRule(
                "height", { $0.widgets.map(\.height).first { !(1...1000).contains($0) } }, .range(1...1000)),
            PropertyRule(
                "series", { $0.widgets.map(\.metricCount).first { $0 > 500 } },
                .range(0...500, unit: "metrics a widget")),
            PropertyRule(
                "formula", { $0.widgets.flatMap(\.expressions).first { !MetricExpression.valid.contains($0) } },
                MetricExpression.valid),
        ]
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 95
    }

    private var widgets: [DashboardWidget] { rows.flatMap { $0 } }

    /// Adds the dashboard.
    public func build(in scope: Scope) -> Reference {
        let name = name ?? ([scope.stack.name] + scope.path).joined(separator: "-")
        scope.add(AWS.CloudWatch.Dashboard(dashboardBody: body.embeddedJSON, dashboardName: .literal(name)))
        return Reference(name: name)
    }

    /// The dashboard's body.
    private var body: TemplateExpression {
        let widgets = zip(self.widgets, places).map { $0.json(at: $1) }
        return ["widgets": .list(widgets)]
    }

    /// The place of each widget, in the order of the rows. The widgets of a row fill all columns without a gap.
    private var places: [DashboardWidget.Place] {
        var places: [DashboardWidget.Place] = []
        var y = 0
        for row in rows {
            let total = max(1, row.reduce(0) { $0 + $1.span })
            let height = row.map(\.height).max() ?? 0
            var before = 0
            for widget in row {
                let left = before * Dashboard.columns / total
                before += widget.span
                let right = before * Dashboard.columns / total
                places.append(.init(x: left, y: y, width: right - left, height: height))
            }
            y += height
        }
        return places
    }

    /// A reference to a dashboard.
    public struct Reference: Sendable, Hashable {
        /// The dashboard's name.
        public let name: String

        /// The dashboard's page in the AWS console.
        public var url: TemplateValue<String> {
            "https://\(AWS.region).console.aws.amazon.com/cloudwatch/home?region=\(AWS.region)#dashboards/dashboard/\(name)"
        }
    }
}
