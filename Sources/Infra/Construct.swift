// A package that describes infrastructure imports Infra alone: templates, values and resource types come along.
@_exported public import CloudFormation

/// A piece of infrastructure made of resources and other constructs, with defaults that are safe.
public protocol Construct {
    /// What the construct can be told.
    associatedtype Props

    /// Adds the construct to the tree.
    /// - Parameters:
    ///   - scope: where.
    ///   - id: its name there.
    ///   - props: what it is to be.
    init(_ scope: Scope, _ id: String, _ props: Props)
}
