// Declarations of three public interfaces, and the loading of a driver:
//
//   - the Arrow C data interface: https://arrow.apache.org/docs/format/CDataInterface.html
//   - the Arrow C stream interface: https://arrow.apache.org/docs/format/CStreamInterface.html
//   - the function table of ADBC, Arrow database connectivity, revision 1.1.0: https://arrow.apache.org/adbc/current/format/specification.html
//
// Both ends compile their own declarations, so the order and the types of the members below are a binary contract: never reorder them.
// Functions the package does not call are declared as `CADBCUnused`, which only keeps their places.
#pragma once

#include <stddef.h>
#include <stdint.h>

// MARK: Arrow C data interface

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

// MARK: Arrow C stream interface

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

// MARK: ADBC

typedef uint8_t AdbcStatusCode;
typedef void (*CADBCUnused)(void);

struct AdbcDriver;

struct AdbcError {
    char *message;
    int32_t vendor_code;
    char sqlstate[5];
    void (*release)(struct AdbcError *);
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcDatabase {
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcConnection {
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcStatement {
    void *private_data;
    struct AdbcDriver *private_driver;
};

struct AdbcDriver {
    void *private_data;
    void *private_manager;
    AdbcStatusCode (*release)(struct AdbcDriver *, struct AdbcError *);

    AdbcStatusCode (*DatabaseInit)(struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*DatabaseNew)(struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*DatabaseSetOption)(struct AdbcDatabase *, const char *key, const char *value, struct AdbcError *);
    AdbcStatusCode (*DatabaseRelease)(struct AdbcDatabase *, struct AdbcError *);

    CADBCUnused ConnectionCommit;
    CADBCUnused ConnectionGetInfo;
    CADBCUnused ConnectionGetObjects;
    CADBCUnused ConnectionGetTableSchema;
    CADBCUnused ConnectionGetTableTypes;
    AdbcStatusCode (*ConnectionInit)(struct AdbcConnection *, struct AdbcDatabase *, struct AdbcError *);
    AdbcStatusCode (*ConnectionNew)(struct AdbcConnection *, struct AdbcError *);
    CADBCUnused ConnectionSetOption;
    CADBCUnused ConnectionReadPartition;
    AdbcStatusCode (*ConnectionRelease)(struct AdbcConnection *, struct AdbcError *);
    CADBCUnused ConnectionRollback;

    CADBCUnused StatementBind;
    AdbcStatusCode (*StatementBindStream)(struct AdbcStatement *, struct ArrowArrayStream *, struct AdbcError *);
    AdbcStatusCode (*StatementExecuteQuery)(struct AdbcStatement *, struct ArrowArrayStream *out, int64_t *rows_affected, struct AdbcError *);
    CADBCUnused StatementExecutePartitions;
    CADBCUnused StatementGetParameterSchema;
    AdbcStatusCode (*StatementNew)(struct AdbcConnection *, struct AdbcStatement *, struct AdbcError *);
    CADBCUnused StatementPrepare;
    AdbcStatusCode (*StatementRelease)(struct AdbcStatement *, struct AdbcError *);
    AdbcStatusCode (*StatementSetOption)(struct AdbcStatement *, const char *key, const char *value, struct AdbcError *);
    AdbcStatusCode (*StatementSetSqlQuery)(struct AdbcStatement *, const char *query, struct AdbcError *);
    CADBCUnused StatementSetSubstraitPlan;

    // Revision 1.1.0 appends 3 functions on errors, 7 on databases, 10 on connections and 9 on statements. None is called; the room must
    // be there, because a driver asked for that revision fills it.
    CADBCUnused revision_1_1[29];
};

// MARK: Loading

/// Loads the shared library `path` (a path, or a name the loader searches for), finds the function `entry_point` in it and lets it fill
/// `driver`, asking for revision 1.1.0 and, where that is refused, for 1.0.0. The library stays loaded for the life of the process:
/// drivers start threads and register handlers whose code must not vanish.
///
/// Returns zero, or non-zero with a sentence in `message` (at most `capacity` bytes, with its closing zero).
int CADBCLoadDriver(const char *path, const char *entry_point, struct AdbcDriver *driver, char *message, size_t capacity);
