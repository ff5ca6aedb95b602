/// The architecture of an environment: the parts of its stacks, the connections among them, permissions and references.
///
/// ``GraphBuilder`` derives it from the construct trees and the templates; it is written as Mermaid, DOT, SVG and JSON.
package struct ArchitectureGraph: Sendable, Hashable, Encodable {
    /// The level of detail.
    package enum Level: String, Sendable, Hashable, CaseIterable, Encodable {
        /// One node per construct.
        case overview
        /// One node per resource, without rules and associations.
        case resources
    }

    /// The groups of nodes, in the order of a picture from top to bottom.
    package enum Group: String, Sendable, Hashable, CaseIterable, Encodable {
        /// Clients outside of the environment.
        case outside
        /// Names, certificates, firewall and load balancer.
        case edge
        /// Tasks, schedules and queues.
        case service
        /// Databases, caches and secrets.
        case database
        /// The VPC, its subnets and the ways out.
        case network
        /// Alarms, dashboards, topics and logs.
        case observe
        /// The account: repository, roles, audit, budget.
        case account

        /// The group's heading.
        package var title: String {
            switch self {
            case .outside: "Outside"
            case .edge: "Edge"
            case .service: "Service"
            case .database: "Data"
            case .network: "Network"
            case .observe: "Observe"
            case .account: "Account"
            }
        }
    }

    /// A part of the architecture.
    package struct Node: Sendable, Hashable, Encodable {
        /// The unique id: the stack's name and the construct's path, joined by `/`.
        package let id: String
        /// The name in words.
        package var title: String
        /// The kind of the node in words, such as `Fargate service`.
        package var kind: String
        /// The most important settings, one per line.
        package var details: [String]
        /// The group.
        package var group: Group
        /// The stack; nil for a node outside of the stacks.
        package var stack: String?

        /// Creates a node.
        package init(
            id: String, title: String, kind: String, details: [String] = [], group: Group, stack: String? = nil
        ) {
            self.id = id
            self.title = title
            self.kind = kind
            self.details = details
            self.group = group
            self.stack = stack
        }
    }

    /// The kinds of edges.
    package enum EdgeKind: String, Sendable, Hashable, CaseIterable, Encodable {
        /// A network connection that security group rules permit.
        case connection
        /// A permission that a policy grants.
        case grant
        /// A reference in a resource's properties.
        case reference
    }

    /// A directed edge.
    package struct Edge: Sendable, Hashable, Encodable {
        /// The id of the node that connects, holds the permission, or refers.
        package let from: String
        /// The id of the other node.
        package let to: String
        /// The strongest kind of relation between the two nodes.
        package var kind: EdgeKind
        /// The ports and permissions; empty for a plain reference.
        package var labels: [String]

        /// Creates an edge.
        package init(from: String, to: String, kind: EdgeKind, labels: [String] = []) {
            self.from = from
            self.to = to
            self.kind = kind
            self.labels = labels
        }

        /// The labels as one text.
        package var label: String { labels.joined(separator: ", ") }
    }

    /// The title of a picture.
    package let title: String
    /// The level of detail.
    package let level: Level
    /// The names of the stacks, in the order of deployment.
    package let stacks: [String]
    /// The nodes, by group and then in the order of the templates.
    package let nodes: [Node]
    /// The edges, in the order of their nodes.
    package let edges: [Edge]

    /// Creates a graph.
    package init(title: String, level: Level, stacks: [String], nodes: [Node], edges: [Edge]) {
        self.title = title
        self.level = level
        self.stacks = stacks
        self.nodes = nodes
        self.edges = edges
    }

    /// The groups that have nodes, in the order of a picture, each with its nodes.
    package var groups: [(group: Group, nodes: [Node])] {
        Group.allCases.compactMap { group in
            let members = nodes.filter { $0.group == group }
            return members.isEmpty ? nil : (group, members)
        }
    }

    /// The graph in a sentence per relation, for readers of a picture's description.
    package var sentences: [String] {
        let titles = Dictionary(nodes.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
        return edges.map { edge in
            let (from, to) = (titles[edge.from] ?? edge.from, titles[edge.to] ?? edge.to)
            return switch edge.kind {
            case .connection: "\(from) connects to \(to) (\(edge.label))."
            case .grant: "\(from) may use \(to) (\(edge.label))."
            case .reference: "\(from) refers to \(to)."
            }
        }
    }
}
