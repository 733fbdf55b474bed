#include "CADBC.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef AdbcStatusCode (*DriverInit)(int version, void *driver, struct AdbcError *error);

int CADBCLoadDriver(const char *path, const char *entry_point, struct AdbcDriver *driver, char *message, size_t capacity) {
    // Local: every driver exports the same Adbc… names, and one must not see another's.
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *reason = dlerror();
        snprintf(message, capacity, "%s", reason ? reason : "it cannot be loaded");
        return 1;
    }
    DriverInit init = (DriverInit)dlsym(library, entry_point);
    if (init == NULL) {
        snprintf(message, capacity, "it has no entry point %s", entry_point);
        return 1;
    }
    const int versions[] = {1001000, 1000000};
    for (int attempt = 0; attempt < 2; attempt++) {
        struct AdbcError error;
        memset(&error, 0, sizeof error);
        memset(driver, 0, sizeof *driver);
        AdbcStatusCode status = init(versions[attempt], driver, &error);
        if (status != 0) {
            snprintf(message, capacity, "its entry point %s answers status %d%s%s", entry_point, status,
                     error.message ? ": " : "", error.message ? error.message : "");
        }
        if (error.release != NULL) error.release(&error);
        if (status == 0) {
            if (driver->DatabaseNew && driver->DatabaseInit && driver->DatabaseSetOption && driver->DatabaseRelease &&
                driver->ConnectionNew && driver->ConnectionInit && driver->ConnectionRelease && driver->StatementNew &&
                driver->StatementSetOption && driver->StatementSetSqlQuery && driver->StatementBindStream &&
                driver->StatementExecuteQuery && driver->StatementRelease) return 0;
            snprintf(message, capacity, "it leaves a required ADBC function out");
            return 1;
        }
    }
    return 1;
}
