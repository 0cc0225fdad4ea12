// A server in NestJS, without TypeScript's decorators, which calls itself once.
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { answer, callOnce } from './server.mjs';

class AppController {
  answer() {
    return answer();
  }
}
const method = Object.getOwnPropertyDescriptor(AppController.prototype, 'answer');
Get('/')(AppController.prototype, 'answer', method);
Controller()(AppController);

class AppModule {
  configure() {}
}
Module({ controllers: [AppController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0);
await callOnce(await app.getUrl());
