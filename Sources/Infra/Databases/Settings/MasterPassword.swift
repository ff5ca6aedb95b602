/// The keeper of a master user's password.
public enum MasterPassword: String, Sendable, Hashable, CaseIterable, TextReadable {
    /// RDS makes the secret and rotates it by itself, every seven days unless its schedule is changed.
    case managed
    /// The stack makes the secret. Read replicas of an instance need it.
    case generated
}
